// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue;

import com.nimbusds.jwt.JWTClaimsSet;
import java.text.ParseException;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.credmint.credential.TokenClaims;
import org.credmint.credential.TokenProfile;
import org.jspecify.annotations.Nullable;

/**
 * A token's claims (RFC 7519 section 4.1) as Nimbus reads them, after {@link #checkTypes}: Nimbus
 * passes over a {@code null}, and a time that fits no clock comes out as another.
 */
final class ClaimsReader {
  private static final List<String> TEXTS =
      List.of("iss", "sub", "scope", "ver", "wlcg.ver", "jti");
  private static final List<String> TIMES = List.of("iat", "nbf", "exp");

  /** 9999-12-31T23:59:59Z. */
  private static final double LAST_SECOND = 253_402_300_799.0;

  private ClaimsReader() {}

  static TokenClaims read(Map<String, @Nullable Object> said) throws MalformedTokenException {
    try {
      JWTClaimsSet claims = JWTClaimsSet.parse(said);
      return new TokenClaims(
          present("iss", claims.getIssuer()),
          present("sub", claims.getSubject()),
          claims.getAudience(),
          orEmpty(claims.getStringClaim("scope")),
          profile(claims.getStringClaim("ver"), claims.getStringClaim("wlcg.ver")),
          present("iat", claims.getIssueTime()).toInstant(),
          Optional.ofNullable(claims.getNotBeforeTime()).map(Date::toInstant),
          present("exp", claims.getExpirationTime()).toInstant(),
          orEmpty(claims.getJWTID()));
    } catch (ParseException e) {
      throw new MalformedTokenException("the token's claims cannot be read");
    }
  }

  /** Whether each claim that is there is of the type that it has to be. */
  static void checkTypes(Map<String, @Nullable Object> said) throws MalformedTokenException {
    for (String name : TEXTS) {
      if (said.containsKey(name)) {
        checkText(name, said.get(name));
      }
    }
    for (String name : TIMES) {
      if (said.containsKey(name)) {
        checkTime(name, said.get(name));
      }
    }
    if (said.get("aud") instanceof List<?> audiences) {
      for (Object audience : audiences) {
        checkText("aud", audience);
      }
    } else if (said.containsKey("aud")) {
      checkText("aud", said.get("aud"));
    }
  }

  private static void checkText(String name, @Nullable Object value)
      throws MalformedTokenException {
    if (!(value instanceof String)) {
      throw new MalformedTokenException("the token's " + name + " is not a string");
    }
  }

  /** A NumericDate (RFC 7519 section 2), which may have a fraction of a second. */
  private static void checkTime(String name, @Nullable Object value)
      throws MalformedTokenException {
    if (!(value instanceof Number number)) {
      throw new MalformedTokenException("the token's " + name + " is not a number");
    }
    double seconds = number.doubleValue();
    if (!(seconds >= 0 && seconds <= LAST_SECOND)) {
      throw new MalformedTokenException(
          "the token's " + name + " is not between the years 1970 and 9999");
    }
  }

  /** No version claim at all means SciTokens 1.0. */
  private static Optional<TokenProfile> profile(
      @Nullable String version, @Nullable String wlcgVersion) {
    if (wlcgVersion != null) {
      return wlcgVersion.equals("1.0") ? Optional.of(TokenProfile.WLCG_1) : Optional.empty();
    }
    if (version == null || version.equals("scitoken:1.0")) {
      return Optional.of(TokenProfile.SCITOKENS_1);
    }
    return version.equals("scitoken:2.0")
        ? Optional.of(TokenProfile.SCITOKENS_2)
        : Optional.empty();
  }

  private static String orEmpty(@Nullable String claim) {
    return claim == null ? "" : claim;
  }

  private static <T> T present(String name, @Nullable T claim) throws MalformedTokenException {
    if (claim == null) {
      throw new MalformedTokenException("the token has no " + name);
    }
    return claim;
  }
}
