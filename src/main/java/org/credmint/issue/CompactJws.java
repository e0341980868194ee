// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue;

import com.nimbusds.jose.JOSEObject;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.util.Base64URL;
import java.text.ParseException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.credmint.key.SignatureProvider;
import org.credmint.key.SigningKey;
import org.jspecify.annotations.Nullable;

/**
 * A signed token in compact form (RFC 7515 section 7.1) that anybody may have written.
 *
 * <p>Nimbus takes it apart and verifies it. What Nimbus would let pass is refused before: letters
 * that are not base64url, JSON that is not strict, a {@code crit} that nobody here understands.
 */
final class CompactJws {
  private static final int PARTS = 3;

  private final Base64URL header;
  private final Base64URL payload;
  private final Base64URL signature;

  private CompactJws(Base64URL header, Base64URL payload, Base64URL signature) {
    this.header = header;
    this.payload = payload;
    this.signature = signature;
  }

  static CompactJws of(String text) throws MalformedTokenException {
    try {
      Base64URL[] parts = JOSEObject.split(text);
      if (parts.length == PARTS) {
        return new CompactJws(parts[0], parts[1], parts[2]);
      }
    } catch (ParseException e) {
      // told below
    }
    throw new MalformedTokenException("the token does not have the three parts of a signed token");
  }

  /**
   * What it says of itself.
   *
   * @param isJson whether it stands in a JSON object
   */
  UnverifiedToken read(boolean isJson) throws MalformedTokenException {
    decode(signature, "signature");
    Map<String, @Nullable Object> said = StrictJson.object(decode(header, "header"));
    String algorithm = text(said, "alg");
    if (algorithm == null) {
      throw new MalformedTokenException("the token's header has no alg");
    }
    if (said.containsKey("crit")) {
      throw new MalformedTokenException("the token's header has a crit that is not understood");
    }
    return new UnverifiedToken(
        ClaimsReader.read(StrictJson.object(decode(payload, "claims"))),
        algorithm,
        Optional.ofNullable(text(said, "kid")),
        isJson);
  }

  /** Whether the key signed it, with the key's algorithm whatever the header says. */
  boolean isSignedBy(SigningKey key, SignatureProvider signatureProvider) {
    try {
      return signatureProvider.verifies(key, new JWSObject(header, payload, signature));
    } catch (ParseException e) {
      return false;
    }
  }

  private static @Nullable String text(Map<String, @Nullable Object> said, String name)
      throws MalformedTokenException {
    if (said.containsKey(name) && !(said.get(name) instanceof String)) {
      throw new MalformedTokenException("the token's " + name + " is not a single string");
    }
    return (String) said.get(name);
  }

  /** Base64url without padding (RFC 7515 section 2); Nimbus passes over what is not. */
  private static byte[] decode(Base64URL part, String what) throws MalformedTokenException {
    String text = part.toString();
    if (!text.isEmpty() && !text.endsWith("=")) {
      try {
        return Base64.getUrlDecoder().decode(text);
      } catch (IllegalArgumentException e) {
        // told below
      }
    }
    throw new MalformedTokenException("the token's " + what + " is not base64url");
  }
}
