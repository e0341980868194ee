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
public final class CompactJws {
  private static final int PARTS = 3;

  private final Base64URL header;
  private final Base64URL payload;
  private final Base64URL signature;

  private CompactJws(Base64URL header, Base64URL payload, Base64URL signature) {
    this.header = header;
    this.payload = payload;
    this.signature = signature;
  }

  /**
   * Takes a text apart.
   *
   * @throws MalformedTokenException where it has not three parts
   */
  public static CompactJws of(String text) throws MalformedTokenException {
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
    Map<String, @Nullable Object> said = header();
    return new UnverifiedToken(
        ClaimsReader.read(claims()),
        String.valueOf(said.get("alg")),
        Optional.ofNullable((String) said.get("kid")),
        isJson);
  }

  /**
   * Its header (RFC 7515 section 4): {@code alg} is there, {@code kid} is text where it is there,
   * and nothing has to be understood that is not.
   *
   * @throws MalformedTokenException where a careful reader refuses it
   */
  public Map<String, @Nullable Object> header() throws MalformedTokenException {
    decode(signature, "signature");
    Map<String, @Nullable Object> said = StrictJson.object(decode(header, "header"));
    if (text(said, "alg") == null) {
      throw new MalformedTokenException("the token's header has no alg");
    }
    if (said.containsKey("crit")) {
      throw new MalformedTokenException("the token's header has a crit that is not understood");
    }
    text(said, "kid");
    return said;
  }

  /**
   * Its claims. Those that RFC 7519 and RFC 8693 define are of the type that they define, and times
   * are between the years 1970 and 9999; none need be there.
   *
   * @throws MalformedTokenException where a careful reader refuses them
   */
  public Map<String, @Nullable Object> claims() throws MalformedTokenException {
    Map<String, @Nullable Object> said = StrictJson.object(decode(payload, "claims"));
    ClaimsReader.checkTypes(said);
    return said;
  }

  /**
   * The same for Nimbus, which verifies it.
   *
   * @throws MalformedTokenException where Nimbus does not take it
   */
  public JWSObject forNimbus() throws MalformedTokenException {
    try {
      return new JWSObject(header, payload, signature);
    } catch (ParseException e) {
      throw new MalformedTokenException("the token's header cannot be read");
    }
  }

  /** Whether the key signed it, with the key's algorithm whatever the header says. */
  boolean isSignedBy(SigningKey key, SignatureProvider signatureProvider) {
    try {
      return signatureProvider.verifies(key, forNimbus());
    } catch (MalformedTokenException e) {
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
