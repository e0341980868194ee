package org.credmint.key;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import org.credmint.credential.SigningAlgorithm;

/** Makes new private keys, as PEM files. */
final class KeyMaker {
  /** NIST SP 800-57 part 1 table 2: 128 bits of security, as P-256 has. */
  private static final int RSA_BITS = 3072;

  private final SecureRandom random;

  KeyMaker(SecureRandom random) {
    this.random = random;
  }

  /** A new key for an algorithm; RSA takes up to some seconds. The caller wipes the result. */
  byte[] make(SigningAlgorithm algorithm) {
    try {
      return algorithm == SigningAlgorithm.ES256 ? ec() : rsa();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java makes EC and RSA keys", e);
    }
  }

  /** As the stock monitor writes it: SEC 1, with the public half in it. */
  private byte[] ec() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), random);
    KeyPair pair = generator.generateKeyPair();
    return encode(
        "EC PRIVATE KEY",
        EcKeyForm.write(
            ((ECPrivateKey) pair.getPrivate()).getS(), ((ECPublicKey) pair.getPublic()).getW()));
  }

  /** PKCS#8, in which the public half is part of the private one. */
  private byte[] rsa() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(RSA_BITS, random);
    return encode("PRIVATE KEY", generator.generateKeyPair().getPrivate().getEncoded());
  }

  private static byte[] encode(String label, byte[] content) {
    byte[] file = Pem.encode(label, content);
    Arrays.fill(content, (byte) 0);
    return file;
  }
}
