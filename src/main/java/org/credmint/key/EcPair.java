// SPDX-License-Identifier: Apache-2.0
package org.credmint.key;

import java.io.IOException;
import java.math.BigInteger;
import java.security.KeyPair;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTNamedCurves;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** The pair of an EC key on P-256; a file may leave the public key out. */
final class EcPair {
  private static final String USE_P256 =
      "generate a P-256 key, for example with 'openssl ecparam -name prime256v1 -genkey -noout'";

  private EcPair() {}

  /** Has the curve computed, which a first key would wait for. */
  static void prepare() {
    CustomNamedCurves.getByOID(SECObjectIdentifiers.secp256r1);
  }

  static KeyPair of(PrivateKeyInfo info) throws IOException, UnusableKeyException {
    checkCurve(info.getPrivateKeyAlgorithm().getParameters());
    ECPrivateKey key = ECPrivateKey.getInstance(info.parsePrivateKey());
    X9ECParameters curve = CustomNamedCurves.getByOID(SECObjectIdentifiers.secp256r1);
    BigInteger number = key.getKey();
    if (number.signum() <= 0 || number.compareTo(curve.getN()) >= 0) {
      throw new UnusableKeyException("is not a valid private key on P-256", "generate a new key");
    }
    ECPoint point = new FixedPointCombMultiplier().multiply(curve.getG(), number).normalize();
    ASN1BitString stated = key.getPublicKey();
    if (stated != null && !curve.getCurve().decodePoint(stated.getBytes()).equals(point)) {
      throw KeyProof.mismatch();
    }
    AlgorithmIdentifier type =
        new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, SECObjectIdentifiers.secp256r1);
    JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
    return new KeyPair(
        converter.getPublicKey(new SubjectPublicKeyInfo(type, point.getEncoded(false))),
        converter.getPrivateKey(new PrivateKeyInfo(type, new ECPrivateKey(256, number))));
  }

  private static void checkCurve(ASN1Encodable curve) throws UnusableKeyException {
    if (!(curve instanceof ASN1ObjectIdentifier name)) {
      throw new UnusableKeyException(
          "EC key", "has explicit curve parameters instead of a named curve", USE_P256);
    }
    if (!name.equals(SECObjectIdentifiers.secp256r1)) {
      throw new UnusableKeyException(
          "EC key on " + nameOf(name), "cannot be used with ES256, which requires P-256", USE_P256);
    }
  }

  private static String nameOf(ASN1ObjectIdentifier curve) {
    String name = NISTNamedCurves.getName(curve);
    String otherName = name == null ? SECNamedCurves.getName(curve) : name;
    return otherName == null ? "another curve" : otherName;
  }
}
