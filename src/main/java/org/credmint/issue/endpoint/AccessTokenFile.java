// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.endpoint;

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
 * The file that jobs read: a JSON object, as the stock credmon and its web application write it,
 * with what a job needs of the issuer's answer and the time at which the token expires. Whatever
 * else an issuer answers, such as a refresh token or an ID token, is not for jobs.
 */
public final class AccessTokenFile {
  private static final String LOGIN = "credmint_login";
  private static final String ACCESS_TOKEN = "access_token";
  private static final String TOKEN_TYPE = "token_type";
  private static final String BEARER = "Bearer";
  private static final String EXPIRES_IN = "expires_in";
  private static final String EXPIRES_AT = "expires_at";

  /** What jobs get of an answer, beside its end. */
  private static final List<String> FOR_JOBS = List.of(ACCESS_TOKEN, TOKEN_TYPE, "scope");

  /** 9999-12-31T23:59:59Z. */
  private static final long LAST_SECOND = 253_402_300_799L;

  private final URI issuer;
  private final boolean json;

  /**
   * Files of one service.
   *
   * @param issuer stands for the issuer of tokens that do not name theirs
   * @param json whether a JSON object is written; else the bare token
   */
  public AccessTokenFile(URI issuer, boolean json) {
    this.issuer = issuer;
    this.json = json;
  }

  /**
   * What stands in a file.
   *
   * @param login the login that it was issued for; empty where the file does not say
   */
  public record AccessToken(Description description, Optional<String> login) implements Decoded {}

  /** A file's content, and what it says. */
  public record Made(Secret content, Description description) {}

  /**
   * Makes the file of an answer.
   *
   * @param login the fingerprint of the login that belongs to it from now on
   * @throws MalformedTokenException where there is no bearer token, the answer does not say how
   *     long it lives, or it is over, or where a bare token does not say itself when it ends
   */
  public Made make(Map<String, @Nullable Object> answer, String login, Instant now)
      throws MalformedTokenException {
    if (!(answer.get(ACCESS_TOKEN) instanceof String token) || token.isBlank()) {
      throw new MalformedTokenException("gives no access_token, or an empty one");
    }
    if (answer.get(TOKEN_TYPE) instanceof String type && !type.equalsIgnoreCase(BEARER)) {
      throw new MalformedTokenException("gives a token whose token_type is not Bearer");
    }
    Instant end = end(answer, token, now);
    Map<String, @Nullable Object> file = new LinkedHashMap<>();
    for (String name : FOR_JOBS) {
      if (answer.containsKey(name)) {
        file.put(name, answer.get(name));
      }
    }
    file.put(EXPIRES_IN, end.getEpochSecond() - now.getEpochSecond());
    file.put(EXPIRES_AT, end.getEpochSecond());
    file.put(LOGIN, login);
    Instant start = Instant.ofEpochSecond(now.getEpochSecond());
    Description description = described(answer, token, start, end);
    return new Made(json ? Secret.of(JsonText.of(file)) : bare(token), description);
  }

  /** What cannot be read back has no end for those who come later. */
  private static Secret bare(String token) throws MalformedTokenException {
    if (jwt(token).isEmpty()) {
      throw new MalformedTokenException(
          "gives a token that is no JWT, so that only a JSON object can say when it ends");
    }
    return Secret.of((token + "\n").getBytes(StandardCharsets.UTF_8));
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
        own.map(Description::issuer).orElse(issuer.toString()),
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
  public CredentialReading read(byte[] file) {
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
