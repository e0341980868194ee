package org.credmint.key;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import org.credmint.credential.SigningAlgorithm;

/**
 * A key that signs tokens. Its private half leaves it only into a {@link Signature}, and nothing
 * prints it. What signs is made by {@link Signatures.Engine#signer}.
 *
 * <p>Unchangeable and safe for use by several threads.
 */
public final class SigningKey {
  private final String keyId;
  private final SigningAlgorithm algorithm;
  private final PrivateKey privateKey;
  private final PublicKey publicKey;
  private final String thumbprint;
  private final Instant changedAt;

  SigningKey(String keyId, SigningAlgorithm algorithm, KeyPair pair, Instant changedAt) {
    this.keyId = keyId;
    this.algorithm = algorithm;
    this.privateKey = pair.getPrivate();
    this.publicKey = pair.getPublic();
    this.thumbprint = thumbprintOf(pair.getPublic());
    this.changedAt = changedAt;
  }

  /** The {@code kid} of what it signs; chosen by the administrator, not made from the key. */
  public String keyId() {
    return keyId;
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

  /** Hands the private half to what signs; it leaves this object no other way. */
  void initSign(Signature signature) throws InvalidKeyException {
    signature.initSign(privateKey);
  }

  /** The public half as a JSON Web Key (RFC 7517 section 4), on one line. */
  public String toPublicJwk() {
    return "{"
        + members(publicKey)
        + ",\"kid\":"
        + quoted(keyId)
        + ",\"use\":\"sig\",\"alg\":\""
        + algorithm
        + "\"}";
  }

  /** The public half as a PEM file with a SubjectPublicKeyInfo (RFC 7468 section 13). */
  public String toPublicPem() {
    return new String(Pem.encode("PUBLIC KEY", publicKey.getEncoded()), StandardCharsets.US_ASCII);
  }

  /** Tells what the key is called and which it is, never its private half. */
  @Override
  public String toString() {
    return "SigningKey[kid=" + keyId + ", " + algorithm + ", thumbprint=" + thumbprint + "]";
  }

  /** The thumbprint of any EC P-256 or RSA key. */
  static String thumbprintOf(PublicKey key) {
    try {
      byte[] json = ("{" + members(key) + "}").getBytes(StandardCharsets.UTF_8);
      return base64(MessageDigest.getInstance("SHA-256").digest(json));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** The members that make the key, in the order and form of RFC 7638 section 3.2. */
  private static String members(PublicKey key) {
    if (key instanceof ECPublicKey ec) {
      return "\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"%s\",\"y\":\"%s\""
          .formatted(
              base64(P256.unsigned(ec.getW().getAffineX())),
              base64(P256.unsigned(ec.getW().getAffineY())));
    }
    if (key instanceof RSAPublicKey rsa) {
      return "\"e\":\"%s\",\"kty\":\"RSA\",\"n\":\"%s\""
          .formatted(base64(minimal(rsa.getPublicExponent())), base64(minimal(rsa.getModulus())));
    }
    throw new IllegalArgumentException("neither an EC nor an RSA key: " + key.getAlgorithm());
  }

  /** Base64urlUInt of RFC 7518 section 2: no leading zero byte. */
  private static byte[] minimal(BigInteger number) {
    byte[] signed = number.toByteArray();
    return signed[0] == 0 && signed.length > 1
        ? Arrays.copyOfRange(signed, 1, signed.length)
        : signed;
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static String quoted(String text) {
    StringBuilder json = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ' || Character.isSurrogate(c)) {
        json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }
}
