// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.endpoint;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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

  /** One is renewed at half of its life, and an issuer is not to be asked again and again. */
  private static final Duration SHORTEST_LIFE = Duration.ofSeconds(2);

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

  /**
   * A file's content.
   *
   * @param description what it says
   * @param token what the token in it says of itself; empty where it says nothing
   * @param scopes what it allows, as the token or the answer says
   */
  public record Made(
      Secret content, Description description, Optional<JwtFacts> token, List<String> scopes) {
    /** Takes a copy. */
    public Made {
      scopes = List.copyOf(scopes);
    }

    /** For whom it is, as far as it says. */
    public List<String> audiences() {
      return description.audiences();
    }
  }

  /**
   * Makes the file of an answer.
   *
   * @param login the fingerprint of the login that belongs to it from now on
   * @throws MalformedTokenException where there is no bearer token, the answer does not say how
   *     long it lives, or it is over, where it is a JWT that cannot be read, or where a bare token
   *     does not say itself when it begins and ends
   */
  public Made make(Map<String, @Nullable Object> answer, String login, Instant now)
      throws MalformedTokenException {
    if (!(answer.get(ACCESS_TOKEN) instanceof String token) || token.isBlank()) {
      throw new MalformedTokenException("gives no access_token, or an empty one");
    }
    if (answer.get(TOKEN_TYPE) instanceof String type && !type.equalsIgnoreCase(BEARER)) {
      throw new MalformedTokenException("gives a token whose token_type is not Bearer");
    }
    Optional<JwtFacts> facts = JwtFacts.of(token);
    Instant end = end(answer, facts, now);
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
    Description description = described(answer, token, facts, start, end);
    return new Made(
        json ? Secret.of(JsonText.of(file)) : bare(token, facts),
        description,
        facts,
        JwtFacts.scopes(answer, facts));
  }

  /** What cannot be read back has no end for those who come later. */
  private static Secret bare(String token, Optional<JwtFacts> facts)
      throws MalformedTokenException {
    if (facts.flatMap(JwtFacts::start).isEmpty() || facts.flatMap(JwtFacts::end).isEmpty()) {
      throw new MalformedTokenException(
          "gives a token that is no JWT with iat and exp, so that only a JSON object can say when"
              + " it ends");
    }
    return Secret.of((token + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** The earlier of what the answer says and what the token says of itself. */
  private static Instant end(
      Map<String, @Nullable Object> answer, Optional<JwtFacts> facts, Instant now)
      throws MalformedTokenException {
    Optional<Long> seconds = wholeNumber(answer.get(EXPIRES_IN));
    Optional<Instant> said =
        seconds
            .filter(one -> one > 0)
            .map(one -> Instant.ofEpochSecond(sum(now.getEpochSecond(), one)));
    Optional<Instant> own = facts.flatMap(JwtFacts::end);
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
    if (end.isBefore(now.plus(SHORTEST_LIFE))) {
      throw new MalformedTokenException(
          "gives a token that lives for less than %d s".formatted(SHORTEST_LIFE.toSeconds()));
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

  private Description described(
      Map<String, @Nullable Object> members,
      String token,
      Optional<JwtFacts> own,
      Instant start,
      Instant end) {
    return new Description(
        CredentialKind.ACCESS_TOKEN,
        own.map(JwtFacts::issuer).filter(AccessTokenFile::says).orElse(issuer.toString()),
        own.map(JwtFacts::keyId).orElse(""),
        own.map(JwtFacts::serial)
            .filter(AccessTokenFile::says)
            .orElseGet(() -> "sha256:" + Fingerprint.of(token)),
        own.map(JwtFacts::subject).orElse(""),
        own.map(JwtFacts::audiences).orElse(List.of()),
        own.map(JwtFacts::scope)
            .filter(AccessTokenFile::says)
            .orElseGet(() -> String.join(" ", JwtFacts.words(members.get("scope")))),
        start,
        end);
  }

  private static boolean says(String text) {
    return !text.isEmpty();
  }

  /** Reads a file, whoever wrote it. */
  public CredentialReading read(byte[] file) {
    try {
      Map<String, @Nullable Object> members = members(file);
      return members.get(ACCESS_TOKEN) instanceof String token
          ? read(members, token)
          : new Unreadable("it has no access_token");
    } catch (MalformedTokenException e) {
      return new Unreadable(e.reason());
    }
  }

  /** A bare token is an answer that says nothing else. */
  private static Map<String, @Nullable Object> members(byte[] file) throws MalformedTokenException {
    List<String> lines = TokenFileParser.lines(file);
    boolean bare = lines.size() == 1 && !lines.get(0).startsWith("{");
    return bare ? Map.of(ACCESS_TOKEN, lines.get(0)) : StrictJson.object(file);
  }

  private CredentialReading read(Map<String, @Nullable Object> members, String token)
      throws MalformedTokenException {
    Optional<JwtFacts> own = JwtFacts.of(token);
    Optional<Instant> end =
        wholeNumber(members.get(EXPIRES_AT))
            .filter(one -> one <= LAST_SECOND)
            .map(Instant::ofEpochSecond)
            .or(() -> own.flatMap(JwtFacts::end));
    if (end.isEmpty()) {
      return new Unreadable("it does not say when the token expires (expires_at)");
    }
    Instant start = start(members, own, end.get());
    return new AccessToken(described(members, token, own, start, end.get()), login(members));
  }

  private static Instant start(
      Map<String, @Nullable Object> members, Optional<JwtFacts> own, Instant end) {
    if (members.containsKey(EXPIRES_AT) || own.flatMap(JwtFacts::start).isEmpty()) {
      long life = wholeNumber(members.get(EXPIRES_IN)).filter(one -> one > 0).orElse(0L);
      long last = end.getEpochSecond();
      return Instant.ofEpochSecond(Math.max(0, last - Math.min(life, last)));
    }
    return own.flatMap(JwtFacts::start).orElse(end);
  }

  private static Optional<String> login(Map<String, @Nullable Object> members) {
    return members.get(LOGIN) instanceof String login ? Optional.of(login) : Optional.empty();
  }
}
