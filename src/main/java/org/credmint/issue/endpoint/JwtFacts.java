// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.endpoint;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.credmint.issue.CompactJws;
import org.credmint.issue.MalformedTokenException;
import org.jspecify.annotations.Nullable;

/**
 * What an access token says of itself, where it is a JWT. Issuers leave out what they like; text is
 * empty where it does not say.
 *
 * @param issuer {@code iss}
 * @param keyId {@code kid}
 * @param serial {@code jti}
 * @param subject {@code sub}
 * @param audiences {@code aud}
 * @param scope {@code scope}, or {@code scp}, as some issuers call it
 * @param start {@code iat}
 * @param end {@code exp}
 */
public record JwtFacts(
    String issuer,
    String keyId,
    String serial,
    String subject,
    List<String> audiences,
    String scope,
    Optional<Instant> start,
    Optional<Instant> end) {
  private static final Pattern BLANKS = Pattern.compile("\\s+");

  /** Takes a copy. */
  public JwtFacts {
    audiences = List.copyOf(audiences);
  }

  /**
   * Reads a token.
   *
   * @return empty where it is no JWT, and means something to its issuer only
   * @throws MalformedTokenException where it is one and a careful reader refuses its claims
   */
  static Optional<JwtFacts> of(String token) throws MalformedTokenException {
    CompactJws jws;
    Map<String, @Nullable Object> header;
    try {
      jws = CompactJws.of(token);
      header = jws.header();
    } catch (MalformedTokenException e) {
      return Optional.empty();
    }
    Map<String, @Nullable Object> claims = jws.claims();
    return Optional.of(
        new JwtFacts(
            text(claims, "iss"),
            text(header, "kid"),
            text(claims, "jti"),
            text(claims, "sub"),
            audiences(claims.get("aud")),
            scopes(claims),
            time(claims, "iat"),
            time(claims, "exp")));
  }

  private static String text(Map<String, @Nullable Object> said, String name) {
    return said.get(name) instanceof String text ? text : "";
  }

  /** What a token allows, as its issuer's answer and itself say. */
  static List<String> scopes(Map<String, @Nullable Object> answer, Optional<JwtFacts> own) {
    return Stream.concat(
            words(answer.get("scope")).stream(),
            own.stream().flatMap(token -> words(token.scope()).stream()))
        .distinct()
        .toList();
  }

  private static String scopes(Map<String, @Nullable Object> claims) {
    return Stream.of("scope", "scp")
        .flatMap(name -> words(claims.get(name)).stream())
        .distinct()
        .collect(Collectors.joining(" "));
  }

  /** What stands between blanks, or in a list. */
  static List<String> words(@Nullable Object value) {
    Stream<String> texts =
        value instanceof List<?> list
            ? list.stream().map(String::valueOf)
            : value instanceof String text ? Stream.of(text) : Stream.empty();
    return texts.flatMap(BLANKS::splitAsStream).filter(word -> !word.isEmpty()).toList();
  }

  private static List<String> audiences(@Nullable Object audience) {
    return audience instanceof List<?> list
        ? list.stream().map(String::valueOf).toList()
        : audience instanceof String one ? List.of(one) : List.of();
  }

  private static Optional<Instant> time(Map<String, @Nullable Object> claims, String name) {
    return claims.get(name) instanceof Number number
        ? Optional.of(Instant.ofEpochSecond((long) number.doubleValue()))
        : Optional.empty();
  }
}
