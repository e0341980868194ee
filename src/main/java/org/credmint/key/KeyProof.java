// SPDX-License-Identifier: Apache-2.0
package org.credmint.key;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import org.credmint.credential.SigningAlgorithm;

/** Proves that the two halves of a key belong together: what one signs the other verifies. */
final class KeyProof {
  private static final byte[] TEXT = "anything".getBytes(StandardCharsets.US_ASCII);

  private KeyProof() {}

  /**
   * Signs and verifies once.
   *
   * @throws UnusableKeyException where the halves do not fit
   */
  static void check(KeyPair pair, SigningAlgorithm algorithm) throws UnusableKeyException {
    if (!fits(pair, algorithm == SigningAlgorithm.ES256 ? "SHA256withECDSA" : "SHA256withRSA")) {
      throw mismatch();
    }
  }

  private static boolean fits(KeyPair pair, String algorithm) {
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(pair.getPrivate());
      signature.update(TEXT);
      byte[] signed = signature.sign();
      signature.initVerify(pair.getPublic());
      signature.update(TEXT);
      return signature.verify(signed);
    } catch (GeneralSecurityException | RuntimeException e) {
      return false; // numbers that are no key make providers fail in many ways
    }
  }

  static UnusableKeyException mismatch() {
    return new UnusableKeyException(
        "public key does not match the private key", "generate a new key");
  }
}
