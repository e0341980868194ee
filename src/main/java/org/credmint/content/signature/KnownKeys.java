// SPDX-License-Identifier: Apache-2.0
package org.credmint.content.signature;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.List;
import java.util.Optional;
import org.credmint.content.signature.SignatureVerdict.NotChecked;
import org.credmint.content.signature.SignatureVerdict.Refused;
import org.credmint.content.signature.SignatureVerdict.Verified;
import org.credmint.issue.CompactJws;
import org.credmint.issue.MalformedTokenException;
import org.credmint.issue.StrictJson;
import org.credmint.secret.Redaction;
import org.credmint.secret.Secret;
import org.jspecify.annotations.Nullable;

/**
 * A set of keys (RFC 7517 section 5). What algorithm a key may be used with is decided by the key,
 * never by the token: a public key is no key for HMAC.
 */
public final class KnownKeys {
  private static final int SHOWN = 100;

  /** RFC 7518 section 3.3. */
  private static final int MIN_RSA_BITS = 2048;

  private final JWKSet keys;
  private final boolean isAll;

  private KnownKeys(JWKSet keys, boolean isAll) {
    this.keys = keys;
    this.isAll = isAll;
  }

  /**
   * Reads a JSON Web Key Set.
   *
   * @throws MalformedTokenException where it is none, or has no key
   */
  public static KnownKeys ofJwks(byte[] json) throws MalformedTokenException {
    JWKSet keys;
    try {
      keys = JWKSet.parse(StrictJson.object(json));
    } catch (ParseException | RuntimeException e) {
      throw new MalformedTokenException("it is not a JSON Web Key Set");
    }
    if (keys.isEmpty()) {
      throw new MalformedTokenException("the key set has no key that is known");
    }
    return new KnownKeys(keys, true);
  }

  /** The same, where a token of another key is nobody's concern. */
  public KnownKeys amongOthers() {
    return new KnownKeys(keys, false);
  }

  /** The public keys as a JSON Web Key Set; symmetric keys are left out. */
  public String publicJwks() {
    return keys.toString(true);
  }

  /**
   * Whether one of the keys signed a token.
   *
   * @param token in compact form; not kept
   */
  public SignatureVerdict judge(Secret token) {
    try {
      String text = token.expose(bytes -> new String(bytes, StandardCharsets.ISO_8859_1));
      return judge(CompactJws.of(text).forNimbus());
    } catch (MalformedTokenException e) {
      return new Refused(e.reason());
    }
  }

  private SignatureVerdict judge(JWSObject token) {
    String keyId = token.getHeader().getKeyID();
    List<JWK> named =
        keys.getKeys().stream()
            .filter(key -> keyId == null || keyId.equals(key.getKeyID()))
            .toList();
    if (named.isEmpty()) {
      String reason = "no known key has its key ID " + Redaction.printable("" + keyId, SHOWN);
      return isAll ? new Refused("bad: " + reason) : new NotChecked("not checked: " + reason);
    }
    return judge(token, named, keyId);
  }

  private static SignatureVerdict judge(JWSObject token, List<JWK> named, @Nullable String keyId) {
    String reason = "bad: it was not signed with " + (keyId == null ? "any known key" : "this key");
    for (JWK key : named) {
      Optional<String> unfit = unfit(key, token.getHeader().getAlgorithm().getName());
      if (unfit.isEmpty() && verifies(key, token)) {
        return new Verified("good: signed with key " + nameOf(key) + " (" + algorithm(token) + ")");
      }
      if (unfit.isPresent() && named.size() == 1) {
        reason = "bad: " + unfit.get();
      }
    }
    return new Refused(reason);
  }

  private static String algorithm(JWSObject token) {
    return token.getHeader().getAlgorithm().getName();
  }

  private static String nameOf(JWK key) {
    return Redaction.printable(
        key.getKeyID() == null ? "without ID" : String.valueOf(key.getKeyID()), SHOWN);
  }

  /** Why a key must not be used with an algorithm; empty where it may. */
  private static Optional<String> unfit(JWK key, String algorithm) {
    if (!fits(key, algorithm)) {
      String shown = Redaction.clean(algorithm, SHOWN);
      return Optional.of(
          "its alg %s is not for a key of type %s".formatted(shown, key.getKeyType()));
    }
    if (key.getAlgorithm() != null && !key.getAlgorithm().getName().equals(algorithm)) {
      return Optional.of("the key is for %s only".formatted(key.getAlgorithm().getName()));
    }
    if (key.getKeyUse() != null && !key.getKeyUse().equals(KeyUse.SIGNATURE)) {
      return Optional.of("the key is not for signatures");
    }
    return key instanceof RSAKey rsa && rsa.size() < MIN_RSA_BITS
        ? Optional.of("the key has %d bits only".formatted(rsa.size()))
        : Optional.empty();
  }

  private static boolean fits(JWK key, String algorithm) {
    return (key instanceof ECKey && algorithm.startsWith("ES"))
        || (key instanceof RSAKey && (algorithm.startsWith("RS") || algorithm.startsWith("PS")))
        || (key instanceof OctetSequenceKey && algorithm.startsWith("HS"));
  }

  private static boolean verifies(JWK key, JWSObject token) {
    try {
      return token.verify(verifier(key));
    } catch (JOSEException | RuntimeException e) {
      return false; // a key that is no key on its curve, or too short
    }
  }

  private static JWSVerifier verifier(JWK key) throws JOSEException {
    if (key instanceof ECKey ec) {
      return new ECDSAVerifier(ec);
    }
    return key instanceof RSAKey rsa
        ? new RSASSAVerifier(rsa)
        : new MACVerifier((OctetSequenceKey) key);
  }
}
