// SPDX-License-Identifier: Apache-2.0
package org.credmint.content;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.jspecify.annotations.Nullable;

/**
 * What may be known of a key: its kind and its public half, never its private one.
 *
 * @param isPrivate whether it was the private half of a pair
 * @param isRsa whether it is an RSA key
 * @param description such as {@code RSA key of 3072 bits}
 * @param publicHalf what verifiers are given; empty where the key does not tell
 */
record KeyHalf(
    boolean isPrivate,
    boolean isRsa,
    String description,
    Optional<SubjectPublicKeyInfo> publicHalf) {
  private static final int POINT_START = 1;
  private static final byte UNCOMPRESSED = 4;

  /**
   * A private key of which nothing more is known before somebody gives its passphrase.
   *
   * @param isRsa whether the file says so
   */
  static KeyHalf encrypted(boolean isRsa) {
    String description = isRsa ? "encrypted RSA key" : "encrypted private key";
    return new KeyHalf(true, isRsa, description, Optional.empty());
  }

  static KeyHalf ofPublic(SubjectPublicKeyInfo info) throws IOException {
    ASN1ObjectIdentifier type = info.getAlgorithm().getAlgorithm();
    if (type.equals(PKCSObjectIdentifiers.rsaEncryption)) {
      BigInteger modulus = RSAPublicKey.getInstance(info.parsePublicKey()).getModulus();
      return new KeyHalf(false, true, rsa(modulus), Optional.of(info));
    }
    return new KeyHalf(
        false, false, other(type, info.getAlgorithm().getParameters()), Optional.of(info));
  }

  static KeyHalf ofPrivate(PrivateKeyInfo info) throws IOException {
    ASN1ObjectIdentifier type = info.getPrivateKeyAlgorithm().getAlgorithm();
    if (type.equals(PKCSObjectIdentifiers.rsaEncryption)) {
      RSAPrivateKey key = RSAPrivateKey.getInstance(info.parsePrivateKey());
      RSAPublicKey half = new RSAPublicKey(key.getModulus(), key.getPublicExponent());
      return new KeyHalf(
          true,
          true,
          rsa(key.getModulus()),
          Optional.of(new SubjectPublicKeyInfo(info.getPrivateKeyAlgorithm(), half)));
    }
    Optional<SubjectPublicKeyInfo> half = Optional.empty();
    if (type.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
      BigInteger number = ECPrivateKey.getInstance(info.parsePrivateKey()).getKey();
      half =
          point(info.getPrivateKeyAlgorithm().getParameters(), number)
              .map(point -> new SubjectPublicKeyInfo(info.getPrivateKeyAlgorithm(), point));
    }
    return new KeyHalf(
        true, false, other(type, info.getPrivateKeyAlgorithm().getParameters()), half);
  }

  /** The public half computed anew: what the file says of it need not be true. */
  private static Optional<byte[]> point(ASN1Encodable parameters, BigInteger number) {
    X9ECParameters curve =
        parameters instanceof ASN1ObjectIdentifier name ? CustomNamedCurves.getByOID(name) : null;
    if (curve == null || number.signum() <= 0 || number.compareTo(curve.getN()) >= 0) {
      return Optional.empty();
    }
    ECPoint point = new FixedPointCombMultiplier().multiply(curve.getG(), number);
    return Optional.of(point.normalize().getEncoded(false));
  }

  private static String rsa(BigInteger modulus) {
    return "RSA key of " + modulus.bitLength() + " bits";
  }

  private static String other(ASN1ObjectIdentifier type, ASN1Encodable parameters) {
    if (!type.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
      return "key of algorithm " + type;
    }
    Curve curve = curve(parameters);
    return curve == null ? "EC key on a curve without a name" : "EC key on " + curve;
  }

  /**
   * The thumbprint of RFC 7638, by which signing keys are known; empty for keys that JOSE does not
   * know.
   */
  Optional<String> thumbprint() {
    try {
      return publicHalf.isEmpty() ? Optional.empty() : thumbprint(publicHalf.get());
    } catch (JOSEException | IOException | RuntimeException e) {
      return Optional.empty(); // numbers that are no key fail in many ways
    }
  }

  private Optional<String> thumbprint(SubjectPublicKeyInfo info) throws JOSEException, IOException {
    if (isRsa) {
      RSAPublicKey key = RSAPublicKey.getInstance(info.parsePublicKey());
      Base64URL modulus = Base64URL.encode(key.getModulus());
      Base64URL exponent = Base64URL.encode(key.getPublicExponent());
      return thumbprint(new RSAKey.Builder(modulus, exponent).build());
    }
    Curve curve = curve(info.getAlgorithm().getParameters());
    return curve == null || isCompressed()
        ? Optional.empty()
        : ofEc(curve, info.getPublicKeyData().getBytes());
  }

  private static Optional<String> ofEc(Curve curve, byte[] point) throws JOSEException {
    int middle = POINT_START + point.length / 2;
    Base64URL x = Base64URL.encode(Arrays.copyOfRange(point, POINT_START, middle));
    Base64URL y = Base64URL.encode(Arrays.copyOfRange(point, middle, point.length));
    return thumbprint(new ECKey.Builder(curve, x, y).build());
  }

  private static Optional<String> thumbprint(JWK key) throws JOSEException {
    return Optional.of(key.computeThumbprint().toString());
  }

  private static @Nullable Curve curve(@Nullable ASN1Encodable parameters) {
    return parameters instanceof ASN1ObjectIdentifier name ? Curve.forOID(name.getId()) : null;
  }

  /** Whether both are halves of one pair; empty where one does not tell. */
  Optional<Boolean> fits(KeyHalf other) {
    if (publicHalf.isEmpty() || other.publicHalf.isEmpty() || isCompressed()) {
      return Optional.empty();
    }
    return Optional.of(
        isRsa == other.isRsa
            && publicHalf
                .get()
                .getPublicKeyData()
                .equals(other.publicHalf.get().getPublicKeyData()));
  }

  /** Whether the public half of an EC key has one of its two numbers only. */
  private boolean isCompressed() {
    return !isRsa
        && publicHalf
            .map(info -> info.getPublicKeyData().getBytes())
            .filter(point -> point.length == 0 || point[0] != UNCOMPRESSED)
            .isPresent();
  }
}
