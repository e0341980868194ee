package org.credmint.issue;

import java.util.Optional;
import org.credmint.json.JsonReader;
import org.credmint.json.NotReadable;
import org.jspecify.annotations.Nullable;

/**
 * What is used of a token's header (RFC 7515 section 4.1).
 *
 * @param algorithm {@code alg}
 * @param keyId {@code kid}
 */
record TokenHeader(String algorithm, Optional<String> keyId) {

  static TokenHeader parse(byte[] text) throws NotReadable {
    JsonReader json = new JsonReader(text);
    @Nullable String algorithm = null;
    @Nullable String keyId = null;
    json.beginObject();
    while (json.nextMember()) {
      switch (json.name()) {
        case "alg" -> algorithm = text(json, "alg", algorithm);
        case "kid" -> keyId = text(json, "kid", keyId);
        default -> json.skip();
      }
    }
    json.end();
    if (algorithm == null) {
      throw new NotReadable("the token's header has no alg");
    }
    return new TokenHeader(algorithm, Optional.ofNullable(keyId));
  }

  private static String text(JsonReader json, String name, @Nullable String before)
      throws NotReadable {
    if (before != null || !json.isString()) {
      throw new NotReadable("the token's " + name + " is not a single string");
    }
    return json.string();
  }
}
