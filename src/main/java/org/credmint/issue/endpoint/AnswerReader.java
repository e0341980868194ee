// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.endpoint;

import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.credmint.issue.Issuance.Failed;
import org.credmint.issue.Issuance.FailureKind;
import org.credmint.issue.MalformedTokenException;
import org.credmint.issue.StrictJson;
import org.credmint.issue.endpoint.HttpExchange.Answer;
import org.credmint.issue.endpoint.TokenEndpoint.Reply;
import org.credmint.issue.endpoint.TokenEndpoint.Reply.Cause;
import org.jspecify.annotations.Nullable;

/**
 * Tells by an issuer's answer what to do next. Only an error code of OAuth's ends the tries: a page
 * of a broken server, or of somebody between, says nothing of a login.
 */
final class AnswerReader {
  /** Whoever asks for more is asked again. */
  static final Duration LONGEST_REST = Duration.ofHours(1);

  private static final int OK = 200;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int FIRST_OF_CLIENTS_FAULTS = 400;
  private static final int FIRST_OF_SERVERS_FAULTS = 500;

  /** Request Timeout, Too Early, Too Many Requests. */
  private static final Set<Integer> TRY_LATER = Set.of(408, 425, TOO_MANY_REQUESTS);

  /** Error codes that say the same (RFC 6749 section 4.1.2.1, RFC 8628 section 3.5). */
  private static final Set<String> BUSY =
      Set.of("temporarily_unavailable", "server_error", "slow_down");

  private static final Pattern CODE = Pattern.compile("[a-z_]{1,64}");
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");

  private final URI url;
  private final Instant now;

  /**
   * A reader.
   *
   * @param now when the answer came
   */
  AnswerReader(URI url, Instant now) {
    this.url = url;
    this.now = now;
  }

  Reply read(Answer answer) {
    Map<String, @Nullable Object> members;
    try {
      members = StrictJson.object(answer.body());
    } catch (MalformedTokenException e) {
      return unusable("answers " + inWords(answer) + " and no JSON", answer);
    }
    if (answer.status() == OK && gives(members)) {
      return new Reply.Given(members);
    }
    return members.get("error") instanceof String code && CODE.matcher(code).matches()
        ? error(code, answer)
        : unusable("answers " + inWords(answer) + " and no token", answer);
  }

  /** A rotated refresh token counts even where the access token beside it cannot be used. */
  private static boolean gives(Map<String, @Nullable Object> members) {
    return members.get("access_token") instanceof String
        || (members.get("refresh_token") instanceof String && !members.containsKey("error"));
  }

  private Reply error(String code, Answer answer) {
    ErrorObject error = new ErrorObject(code);
    if (error.equals(OAuth2Error.INVALID_GRANT)) {
      return refused(
          FailureKind.NEEDS_USER,
          "no longer accepts the login (invalid_grant): it was revoked, has expired or was used"
              + " elsewhere; the user has to log in again",
          Cause.REQUEST,
          answer);
    }
    if (error.equals(OAuth2Error.INVALID_CLIENT) || error.equals(OAuth2Error.UNAUTHORIZED_CLIENT)) {
      return refused(
          FailureKind.PERMANENT,
          "rejects the client (%s): check CLIENT_ID, and CLIENT_SECRET_FILE or CLIENT_KEY_FILE, then run condor_reconfig"
              .formatted(code),
          Cause.CLIENT,
          answer);
    }
    boolean isFinal =
        error.equals(OAuth2Error.INVALID_REQUEST)
            || error.equals(OAuth2Error.UNSUPPORTED_GRANT_TYPE)
            || error.equals(OAuth2Error.INVALID_SCOPE)
            || error.equals(OAuth2Error.INVALID_TARGET);
    return refused(
        isFinal && answer.status() != TOO_MANY_REQUESTS
            ? FailureKind.PERMANENT
            : FailureKind.TRANSIENT,
        "answers with the error " + code,
        BUSY.contains(code) || isOverloaded(answer) ? Cause.ISSUER : Cause.REQUEST,
        answer);
  }

  /** Without an error code: a page that forbids one request says nothing of the others. */
  private Reply unusable(String reason, Answer answer) {
    boolean issuers = answer.status() < FIRST_OF_CLIENTS_FAULTS || isOverloaded(answer);
    return refused(FailureKind.TRANSIENT, reason, issuers ? Cause.ISSUER : Cause.REQUEST, answer);
  }

  private static boolean isOverloaded(Answer answer) {
    return answer.status() >= FIRST_OF_SERVERS_FAULTS || TRY_LATER.contains(answer.status());
  }

  private static String inWords(Answer answer) {
    boolean redirects = answer.status() / 100 == 3;
    return "with status " + answer.status() + (redirects ? " (a redirect, not followed)" : "");
  }

  private Reply refused(FailureKind kind, String reason, Cause cause, Answer answer) {
    Optional<Duration> rest = answer.retryAfter().flatMap(this::rest);
    return new Reply.Refused(new Failed(kind, url + " " + reason, rest), cause);
  }

  /** Seconds, or a date (RFC 9110 section 10.2.3); never more than an hour, whoever says so. */
  private Optional<Duration> rest(String retryAfter) {
    Duration rest;
    if (SECONDS.matcher(retryAfter).matches()) {
      rest = Duration.ofSeconds(Long.parseLong(retryAfter));
    } else {
      try {
        rest =
            Duration.between(
                now,
                ZonedDateTime.parse(retryAfter, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
      } catch (DateTimeParseException e) {
        return Optional.empty();
      }
    }
    return rest.isNegative()
        ? Optional.empty()
        : Optional.of(rest.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : rest);
  }
}
