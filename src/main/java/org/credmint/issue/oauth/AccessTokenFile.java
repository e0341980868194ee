// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.oauth;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.credmint.credential.CredentialKind;
import org.credmint.credential.Description;
import org.credmint.issue.CredentialReading;
import org.credmint.issue.CredentialReading.Decoded;
import org.credmint.issue.CredentialReading.Unreadable;
import org.credmint.issue.JsonText;
import org.credmint.issue.MalformedTokenException;
import org.credmint.issue.StrictJson;
import org.credmint.issue.TokenFileParser;
import org.credmint.issue.UnverifiedToken;
import org.credmint.secret.Secret;
import org.jspecify.annotations.Nullable;

/**
 * The file that jobs read: the issuer's answer as a JSON object, as the stock credmon and its web
 * application write it, less what is not for jobs (the refresh token and the ID token), with the
 * time at which the token expires.
 */
final class AccessTokenFile {
  private static final String LOGIN = "credmint_login";
  private static final String ACCESS_TOKEN = "access_token";
  private static final String EXPIRES_IN = "expires_in";
  private static final String EXPIRES_AT = "expires_at";

  /** 9999-12-31T23:59:59Z. */
  private static final long LAST_SECOND = 253_402_300_799L;

  private final URI tokenUrl;

  /**
   * Files of one service.
   *
   * @param tokenUrl stands for the issuer of tokens that do not name theirs
   */
  AccessTokenFile(URI tokenUrl) {
    this.tokenUrl = tokenUrl;
  }

  /**
   * What stands in a file.
   *
   * @param login the login that it was issued for; empty where the file does not say
   */
  record AccessToken(Description description, Optional<String> login) implements Decoded {}

  /** A file's content, and what it says. */
  record Made(Secret content, Description description) {}

  /**
   * Makes the file of an answer.
   *
   * @param login the fingerprint of the login that belongs to it from now on
   * @throws MalformedTokenException where the answer does not say how long the token lives, or it
   *     is over
   */
  Made make(Map<String, @Nullable Object> answer, String login, Instant now)
      throws MalformedTokenException {
    String token = String.valueOf(answer.get(ACCESS_TOKEN));
    Instant end = end(answer, token, now);
    Map<String, @Nullable Object> file = new LinkedHashMap<>(answer);
    file.remove("refresh_token");
    file.remove("id_token");
    file.put(EXPIRES_IN, end.getEpochSecond() - now.getEpochSecond());
    file.put(EXPIRES_AT, end.getEpochSecond());
    file.put(LOGIN, login);
    Instant start = Instant.ofEpochSecond(now.getEpochSecond());
    return new Made(Secret.of(JsonText.of(file)), described(answer, token, start, end));
  }

  /** The earlier of what the answer says and what the token says of itself. */
  private static Instant end(Map<String, @Nullable Object> answer, String token, Instant now)
      throws MalformedTokenException {
    Optional<Long> seconds = wholeNumber(answer.get(EXPIRES_IN));
    Optional<Instant> said =
        seconds
            .filter(one -> one > 0)
            .map(one -> Instant.ofEpochSecond(sum(now.getEpochSecond(), one)));
    Optional<Instant> own = jwt(token).map(Description::expiresAt);
    Instant end =
        said.filter(one -> own.filter(one::isAfter).isEmpty())
            .or(() -> own)
            .orElseThrow(
                () ->
                    new MalformedTokenException(
                        "does not say how long the token is valid (expires_in)"));
    if (!end.isAfter(now)) {
      throw new MalformedTokenException("gives a token that has expired already");
    }
    return end;
  }

  private static long sum(long now, long seconds) {
    return seconds > LAST_SECOND - now ? LAST_SECOND : now + seconds;
  }

  /** Some issuers write numbers as strings. */
  private static Optional<Long> wholeNumber(@Nullable Object value) {
    if (value instanceof Number number && !Double.isNaN(number.doubleValue())) {
      return Optional.of((long) number.doubleValue());
    }
    return value instanceof String text && text.matches("[0-9]{1,15}")
        ? Optional.of(Long.parseLong(text))
        : Optional.empty();
  }

  private static Optional<Description> jwt(String token) {
    CredentialReading reading = TokenFileParser.read(token.getBytes(StandardCharsets.UTF_8));
    return reading instanceof UnverifiedToken found
        ? Optional.of(found.description())
        : Optional.empty();
  }

  private Description described(
      Map<String, @Nullable Object> members, String token, Instant start, Instant end) {
    Optional<Description> own = jwt(token);
    return new Description(
        CredentialKind.ACCESS_TOKEN,
        own.map(Description::issuer).orElse(tokenUrl.toString()),
        own.map(Description::keyId).orElse(""),
        own.map(Description::serial)
            .filter(serial -> !serial.isEmpty())
            .orElseGet(() -> "sha256:" + Fingerprint.of(token)),
        own.map(Description::subject).orElse(""),
        own.map(Description::audiences).orElse(List.of()),
        own.map(Description::scope).orElseGet(() -> scope(members.get("scope"))),
        start,
        end);
  }

  /** The stock credmon's library writes a list. */
  private static String scope(@Nullable Object scope) {
    if (scope instanceof List<?> list) {
      return String.join(" ", list.stream().map(String::valueOf).toList());
    }
    return scope instanceof String text ? text : "";
  }

  /** Reads a file, whoever wrote it. */
  CredentialReading read(byte[] file) {
    Map<String, @Nullable Object> members;
    try {
      members = StrictJson.object(file);
    } catch (MalformedTokenException e) {
      return bare(file);
    }
    return members.get(ACCESS_TOKEN) instanceof String token
        ? read(members, token)
        : new Unreadable("the JSON object has no access_token");
  }

  private CredentialReading read(Map<String, @Nullable Object> members, String token) {
    Optional<Long> end = wholeNumber(members.get(EXPIRES_AT)).filter(one -> one <= LAST_SECOND);
    Optional<Description> own = jwt(token);
    if (end.isEmpty()) {
      return own.isPresent()
          ? new AccessToken(
              described(members, token, own.get().issuedAt(), own.get().expiresAt()),
              login(members))
          : new Unreadable("it does not say when the token expires (expires_at)");
    }
    long life = wholeNumber(members.get(EXPIRES_IN)).filter(one -> one > 0).orElse(0L);
    Instant expires = Instant.ofEpochSecond(end.get());
    Instant start = Instant.ofEpochSecond(Math.max(0, end.get() - Math.min(life, end.get())));
    return new AccessToken(described(members, token, start, expires), login(members));
  }

  private static Optional<String> login(Map<String, @Nullable Object> members) {
    return members.get(LOGIN) instanceof String login ? Optional.of(login) : Optional.empty();
  }

  private CredentialReading bare(byte[] file) {
    CredentialReading reading = TokenFileParser.read(file);
    if (!(reading instanceof UnverifiedToken found)) {
      return reading;
    }
    Description own = found.description();
    return new AccessToken(
        new Description(
            CredentialKind.ACCESS_TOKEN,
            own.issuer(),
            own.keyId(),
            own.serial(),
            own.subject(),
            own.audiences(),
            own.scope(),
            own.issuedAt(),
            own.expiresAt()),
        Optional.empty());
  }
}
