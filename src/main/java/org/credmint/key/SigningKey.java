// SPDX-License-Identifier: Apache-2.0
package org.credmint.key;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.time.Instant;
import org.credmint.credential.SigningAlgorithm;

/**
 * A key that signs tokens. Its private key leaves it only into a signer, and nothing prints it.
 * What signs is made by {@link SignatureProvider#signer}.
 *
 * <p>Unchangeable and safe for use by several threads.
 */
public final class SigningKey {
  private final String keyId;
  private final SigningAlgorithm algorithm;
  private final PrivateKey privateKey;
  private final PublicKey publicKey;
  private final String thumbprint;
  private final JWSHeader header;
  private final Instant changedAt;

  SigningKey(String keyId, SigningAlgorithm algorithm, KeyPair pair, Instant changedAt) {
    this.keyId = keyId;
    this.algorithm = algorithm;
    this.privateKey = pair.getPrivate();
    this.publicKey = pair.getPublic();
    this.thumbprint = thumbprintOf(pair.getPublic());
    this.header = header(keyId, algorithm);
    this.changedAt = changedAt;
  }

  private static JWSHeader header(String keyId, SigningAlgorithm algorithm) {
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.parse(algorithm.name()))
            .keyID(keyId)
            .type(JOSEObjectType.JWT)
            .build();
    try {
      return JWSHeader.parse(header.toBase64URL()); // which is then not encoded again and again
    } catch (ParseException e) {
      throw new IllegalStateException("Nimbus reads what it writes", e);
    }
  }

  /** The {@code kid} of what it signs; chosen by the administrator, not made from the key. */
  public String keyId() {
    return keyId;
  }

  /** The header of every token that it signs: {@code alg}, {@code kid}, {@code typ}. */
  public JWSHeader header() {
    return header;
  }

  /** The one algorithm that it signs with. */
  public SigningAlgorithm algorithm() {
    return algorithm;
  }

  /** The half that verifiers are given. */
  public PublicKey publicKey() {
    return publicKey;
  }

  /**
   * What tells this key from every other: the SHA-256 thumbprint of RFC 7638, in base64url. Two
   * keys with the same thumbprint are the same key, whatever they are called.
   */
  public String thumbprint() {
    return thumbprint;
  }

  /** When the file or its state last changed: the later of its mtime and ctime. */
  public Instant changedAt() {
    return changedAt;
  }

  /** Whether it only stands in, in memory, for a key that cannot be read or is not there yet. */
  public boolean isStandIn() {
    return changedAt.equals(Instant.EPOCH);
  }

  /** The private key as something that signs; it leaves this object no other way. */
  JWSSigner signer() throws JOSEException {
    try {
      return algorithm == SigningAlgorithm.ES256
          ? new ECDSASigner(privateKey, Curve.P_256)
          : new RSASSASigner(privateKey);
    } catch (IllegalArgumentException e) {
      throw new JOSEException(e.getMessage(), e); // another type of key than its algorithm wants
    }
  }

  JWSVerifier verifier() throws JOSEException {
    return publicKey instanceof ECPublicKey ec
        ? new ECDSAVerifier(ec)
        : new RSASSAVerifier((RSAPublicKey) publicKey);
  }

  /** The public key as a JSON Web Key (RFC 7517 section 4), on one line. */
  public String toPublicJwk() {
    JWSAlgorithm alg = JWSAlgorithm.parse(algorithm.name());
    JWK jwk =
        publicKey instanceof ECPublicKey ec
            ? new ECKey.Builder(Curve.P_256, ec)
                .keyID(keyId)
                .keyUse(KeyUse.SIGNATURE)
                .algorithm(alg)
                .build()
            : new RSAKey.Builder((RSAPublicKey) publicKey)
                .keyID(keyId)
                .keyUse(KeyUse.SIGNATURE)
                .algorithm(alg)
                .build();
    return jwk.toJSONString();
  }

  /** The public key as a PEM file with a SubjectPublicKeyInfo (RFC 7468 section 13). */
  public String toPublicPem() {
    return new String(Pem.encode("PUBLIC KEY", publicKey.getEncoded()), StandardCharsets.US_ASCII);
  }

  /** Tells what the key is called and which it is, never its private key. */
  @Override
  public String toString() {
    return "SigningKey[kid=" + keyId + ", " + algorithm + ", thumbprint=" + thumbprint + "]";
  }

  /** The thumbprint of any EC P-256 or RSA key. */
  static String thumbprintOf(PublicKey key) {
    try {
      return bare(key).computeThumbprint().toString();
    } catch (JOSEException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static JWK bare(PublicKey key) {
    if (key instanceof ECPublicKey ec) {
      return new ECKey.Builder(Curve.P_256, ec).build();
    }
    if (key instanceof RSAPublicKey rsa) {
      return new RSAKey.Builder(rsa).build();
    }
    throw new IllegalArgumentException("neither an EC nor an RSA key: " + key.getAlgorithm());
  }
}
