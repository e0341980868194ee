// SPDX-License-Identifier: Apache-2.0
package org.credmint.key;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.credmint.credential.SigningAlgorithm;

/** Makes new private keys, as PEM files. */
final class KeyGenerator {
  /** NIST SP 800-57 part 1 table 2: 128 bits of security, as P-256 has. */
  private static final int RSA_BITS = 3072;

  private static final int EC_BITS = 256;

  private final SecureRandom random;

  KeyGenerator(SecureRandom random) {
    this.random = random;
  }

  /** A new key for an algorithm; RSA takes up to some seconds. The caller wipes the result. */
  byte[] make(SigningAlgorithm algorithm) {
    try {
      return algorithm == SigningAlgorithm.ES256 ? ec() : rsa();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("every Java makes EC and RSA keys", e);
    }
  }

  /** As the stock monitor writes it: SEC 1, with the public key in it. */
  private byte[] ec() throws GeneralSecurityException, IOException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), random);
    KeyPair pair = generator.generateKeyPair();
    BigInteger number = ((ECPrivateKey) pair.getPrivate()).getS();
    ASN1BitString publicHalf =
        SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()).getPublicKeyData();
    return encode(
        pair,
        "EC PRIVATE KEY",
        new org.bouncycastle.asn1.sec.ECPrivateKey(
                EC_BITS, number, publicHalf, SECObjectIdentifiers.secp256r1)
            .getEncoded());
  }

  /** PKCS#8, in which the public key is part of the private one. */
  private byte[] rsa() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(RSA_BITS, random);
    KeyPair pair = generator.generateKeyPair();
    return encode(pair, "PRIVATE KEY", pair.getPrivate().getEncoded());
  }

  private static byte[] encode(KeyPair pair, String label, byte[] content) {
    byte[] block = Pem.encode(label, content);
    byte[] file = Pem.withKeyId(block, SigningKey.thumbprintOf(pair.getPublic()));
    Arrays.fill(content, (byte) 0);
    Arrays.fill(block, (byte) 0);
    return file;
  }
}
