// SPDX-License-Identifier: Apache-2.0
package org.credmint.key;

import java.io.IOException;
import java.security.KeyPair;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** The pair of an RSA key with two primes. */
final class RsaPair {
  /** RFC 7518 section 3.3. */
  private static final int MIN_BITS = 2048;

  /** The JDK's own limit; a signature takes a second there. */
  private static final int MAX_BITS = 16384;

  private static final String MAKE_ONE =
      "generate a 3072-bit key, for example with 'openssl genrsa 3072'";

  private RsaPair() {}

  static KeyPair of(PrivateKeyInfo info) throws IOException, UnusableKeyException {
    RSAPrivateKey key = RSAPrivateKey.getInstance(info.parsePrivateKey());
    if (key.getVersion().signum() != 0) {
      throw new UnusableKeyException(
          "RSA key", "has more than two primes, which is not supported", MAKE_ONE);
    }
    int bits = key.getModulus().bitLength();
    if (bits < MIN_BITS) {
      throw new UnusableKeyException(
          "RSA key of " + bits + " bits", "is too weak: RS256 needs 2048 or more", MAKE_ONE);
    }
    if (bits > MAX_BITS) {
      throw new UnusableKeyException(
          "RSA key of " + bits + " bits", "is too large: Java takes up to 16384", MAKE_ONE);
    }
    JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
    return new KeyPair(
        converter.getPublicKey(
            new SubjectPublicKeyInfo(
                info.getPrivateKeyAlgorithm(),
                new RSAPublicKey(key.getModulus(), key.getPublicExponent()))),
        converter.getPrivateKey(info));
  }
}
