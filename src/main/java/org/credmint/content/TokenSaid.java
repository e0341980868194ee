// SPDX-License-Identifier: Apache-2.0
package org.credmint.content;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.credmint.credential.TokenProfile;
import org.credmint.credential.kind.CredentialType;
import org.credmint.secret.Redaction;
import org.jspecify.annotations.Nullable;

/**
 * What a token says of itself, and what HTCondor and libSciTokens think of that.
 *
 * @param header of the types that RFC 7515 gives
 * @param claims of the types that RFC 7519 and RFC 8693 give
 */
record TokenSaid(Map<String, @Nullable Object> header, Map<String, @Nullable Object> claims) {
  private static final int SHOWN = 60;

  /** What libSciTokens verifies. */
  private static final List<String> ALGORITHMS = List.of("ES256", "RS256");

  private static final List<String> OF_IDTOKEN = List.of("iss", "sub", "iat", "jti");
  private static final List<String> OF_SCITOKEN_1 = List.of("iss", "exp", "scope");
  private static final List<String> OF_SCITOKEN_2 = List.of("iss", "exp", "scope", "aud");
  private static final List<String> OF_WLCG =
      List.of("iss", "sub", "exp", "aud", "iat", "nbf", "jti");
  private static final List<String> OF_JWT_ACCESS_TOKEN =
      List.of("iss", "sub", "exp", "aud", "iat", "jti", "client_id");

  private String algorithm() {
    return String.valueOf(header.get("alg"));
  }

  CredentialType type() {
    return TokenContent.typeOf(algorithm(), claims);
  }

  /** Such as {@code a WLCG token}. */
  String form() {
    if (type() == CredentialType.IDTOKEN) {
      return "an IDTOKEN";
    }
    if (type() == CredentialType.TOKEN) {
      return "a JSON Web Token";
    }
    return claims.containsKey("wlcg.ver") ? "a WLCG token" : "a SciToken";
  }

  /** A claim that is text; empty where there is none. */
  String text(String name) {
    return claims.get(name) instanceof String text ? text : "";
  }

  Optional<Instant> time(String name) {
    return claims.get(name) instanceof Number seconds
        ? Optional.of(Instant.ofEpochSecond(seconds.longValue()))
        : Optional.empty();
  }

  private boolean has(String name) {
    Object value = claims.get(name);
    return value != null && !value.equals("") && !(value instanceof List<?> list && list.isEmpty());
  }

  /** Why readers refuse it whatever the time and the key; empty where they do not. */
  Optional<String> flaw() {
    if (algorithm().toLowerCase(Locale.ROOT).equals("none")) {
      return Optional.of("its alg is none: nobody has signed it");
    }
    Optional<Instant> end = time("exp");
    if (end.isPresent() && time("nbf").filter(from -> !from.isBefore(end.get())).isPresent()) {
      return Optional.of("its nbf is not before its exp, so it is never valid");
    }
    return claimedProfile().flatMap(this::missing);
  }

  private Optional<String> missing(TokenProfile profile) {
    return Stream.of("iss", "exp", "aud")
        .filter(name -> !name.equals("aud") || profile.needsAudience())
        .filter(name -> !has(name))
        .map(name -> "it has no %s, which %s requires".formatted(name, profile))
        .findFirst();
  }

  private Optional<TokenProfile> claimedProfile() {
    if (text("wlcg.ver").equals("1.0")) {
      return Optional.of(TokenProfile.WLCG_1);
    }
    if (text("ver").isEmpty() || claims.containsKey("wlcg.ver")) {
      return Optional.empty();
    }
    return TokenProfile.named(text("ver")).filter(profile -> profile != TokenProfile.WLCG_1);
  }

  /**
   * Which rules it follows, or what it lacks to follow those that it claims or comes nearest to.
   */
  String profile() {
    if (type() == CredentialType.IDTOKEN) {
      return judged("HTCondor IDTOKEN", OF_IDTOKEN);
    }
    Optional<TokenProfile> claimed = claimedProfile();
    if (claimed.isPresent()) {
      return switch (claimed.get()) {
        case SCITOKENS_1 -> judged("scitoken:1.0", OF_SCITOKEN_1);
        case SCITOKENS_2 -> judged("scitoken:2.0", OF_SCITOKEN_2);
        case WLCG_1 -> judged("wlcg:1.0", OF_WLCG);
      };
    }
    for (String name : List.of("wlcg.ver", "ver")) {
      if (claims.containsKey(name)) {
        String version = Redaction.printable(text(name), SHOWN);
        return "none: %s is '%s', which no reader in HTCondor knows".formatted(name, version);
      }
    }
    boolean isAccessToken =
        String.valueOf(header.get("typ")).toLowerCase(Locale.ROOT).contains("at+jwt");
    return isAccessToken
        ? judged("RFC 9068", OF_JWT_ACCESS_TOKEN)
        : judged("scitoken:1.0", OF_SCITOKEN_1);
  }

  private String judged(String name, List<String> required) {
    List<String> lacking = required.stream().filter(claim -> !has(claim)).toList();
    return lacking.isEmpty()
        ? name
        : "none: %s requires %s too".formatted(name, String.join(", ", lacking));
  }

  /** What a reader should know. */
  List<String> remarks() {
    List<String> remarks = new ArrayList<>();
    if (type() == CredentialType.IDTOKEN) {
      if (!has("exp")) {
        remarks.add("without exp it is good until its key is replaced");
      }
      if (!has("jti")) {
        remarks.add("without jti HTCondor 25 and later refuse it");
      }
      if (!text("scope").contains("condor:/")) {
        remarks.add("without a condor:/ scope it allows all that its identity is allowed");
      }
    } else if (!ALGORITHMS.contains(algorithm())) {
      String shown = Redaction.clean(algorithm(), SHOWN);
      remarks.add("libSciTokens accepts ES256 and RS256 only, not " + shown);
    }
    if (type() == CredentialType.SCITOKEN && !has("exp")) {
      remarks.add("libSciTokens refuses a token without exp");
    }
    return remarks;
  }
}
