package org.credmint.issue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.credmint.credential.TokenClaims;
import org.credmint.credential.TokenProfile;
import org.credmint.json.JsonReader;
import org.credmint.json.NotReadable;
import org.jspecify.annotations.Nullable;

/**
 * Reads a token's claims (RFC 7519 section 4.1). What this program does not use is passed over;
 * what it uses must be there once and have the right type. For one token.
 */
final class ClaimsParser {
  /** 9999-12-31T23:59:59Z. */
  private static final long LAST_SECOND = 253_402_300_799L;

  private @Nullable String issuer;
  private @Nullable String subject;
  private @Nullable List<String> audiences;
  private @Nullable String scope;
  private @Nullable String version;
  private @Nullable String wlcgVersion;
  private @Nullable Instant issuedAt;
  private @Nullable Instant notBefore;
  private @Nullable Instant expiresAt;
  private @Nullable String tokenId;

  TokenClaims parse(byte[] text) throws NotReadable {
    JsonReader json = new JsonReader(text);
    json.beginObject();
    while (json.nextMember()) {
      readMember(json.name(), json);
    }
    json.end();
    return new TokenClaims(
        present("iss", issuer),
        present("sub", subject),
        audiences == null ? List.of() : audiences,
        scope == null ? "" : scope,
        profile(),
        present("iat", issuedAt),
        Optional.ofNullable(notBefore),
        present("exp", expiresAt),
        tokenId == null ? "" : tokenId);
  }

  private void readMember(String name, JsonReader json) throws NotReadable {
    switch (name) {
      case "iss" -> issuer = text(name, json, issuer);
      case "sub" -> subject = text(name, json, subject);
      case "aud" -> audiences = texts(name, json, audiences);
      case "scope" -> scope = text(name, json, scope);
      case "ver" -> version = text(name, json, version);
      case "wlcg.ver" -> wlcgVersion = text(name, json, wlcgVersion);
      case "iat" -> issuedAt = time(name, json, issuedAt);
      case "nbf" -> notBefore = time(name, json, notBefore);
      case "exp" -> expiresAt = time(name, json, expiresAt);
      case "jti" -> tokenId = text(name, json, tokenId);
      default -> json.skip();
    }
  }

  /** No version claim at all means SciTokens 1.0. */
  private Optional<TokenProfile> profile() {
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

  private static String text(String name, JsonReader json, @Nullable String before)
      throws NotReadable {
    once(name, before);
    if (!json.isString()) {
      throw new NotReadable("the token's " + name + " is not a string");
    }
    return json.string();
  }

  /** One audience may stand without a list around it (RFC 7519 section 4.1.3). */
  private static List<String> texts(String name, JsonReader json, @Nullable List<String> before)
      throws NotReadable {
    once(name, before);
    if (!json.isArray()) {
      return List.of(text(name, json, null));
    }
    List<String> all = new ArrayList<>();
    json.beginArray();
    while (json.nextElement()) {
      all.add(text(name, json, null));
    }
    return all;
  }

  /** A NumericDate (RFC 7519 section 2), without the fraction of a second that it may have. */
  private static Instant time(String name, JsonReader json, @Nullable Instant before)
      throws NotReadable {
    once(name, before);
    if (!json.isNumber()) {
      throw new NotReadable("the token's " + name + " is not a number");
    }
    double seconds = json.number();
    if (!(seconds >= 0 && seconds <= LAST_SECOND)) {
      throw new NotReadable("the token's " + name + " is not between the years 1970 and 9999");
    }
    return Instant.ofEpochSecond((long) seconds);
  }

  private static void once(String name, @Nullable Object before) throws NotReadable {
    if (before != null) {
      throw new NotReadable("the token contains " + name + " twice");
    }
  }

  private static <T> T present(String name, @Nullable T claim) throws NotReadable {
    if (claim == null) {
      throw new NotReadable("the token has no " + name);
    }
    return claim;
  }
}
