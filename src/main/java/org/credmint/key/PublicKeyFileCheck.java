// SPDX-License-Identifier: Apache-2.0
package org.credmint.key;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.util.io.pem.PemObject;
import org.credmint.credential.SigningAlgorithm;

/** Compares the public key file, which administrators hand to readers, with the key that signs. */
final class PublicKeyFileCheck {
  private static final String FIX =
      "move it away; the daemon writes the right one at its next start or condor_reconfig";

  private PublicKeyFileCheck() {}

  /**
   * Checks that a file's content has the public key of a key among its blocks.
   *
   * @param privateFile for the message: where the key is from
   * @throws UnusableKeyException where it has not
   */
  static void check(byte[] file, SigningKey key, Path privateFile) throws UnusableKeyException {
    List<String> thumbprints = new ArrayList<>();
    for (PemObject block : Pem.blocks(file)) {
      if (block.getType().equals("PUBLIC KEY")) {
        addThumbprint(block.getContent(), key, thumbprints);
      }
    }
    if (thumbprints.isEmpty()) {
      throw new UnusableKeyException("contains no public key for " + key.algorithm(), FIX);
    }
    if (!thumbprints.contains(key.thumbprint())) {
      throw new UnusableKeyException(
          "thumbprint " + thumbprints.get(0),
          "is not the public key of "
              + privateFile
              + " (thumbprint "
              + key.thumbprint()
              + "), so verifiers that use it reject every token",
          FIX);
    }
  }

  private static void addThumbprint(byte[] encoded, SigningKey key, List<String> thumbprints) {
    boolean isEc = key.algorithm() == SigningAlgorithm.ES256;
    try {
      PublicKey found =
          KeyFactory.getInstance(isEc ? "EC" : "RSA")
              .generatePublic(new X509EncodedKeySpec(encoded));
      if (!isEc || isOnCurveOf(key, found)) {
        thumbprints.add(SigningKey.thumbprintOf(found));
      }
    } catch (GeneralSecurityException e) {
      // a key of another type, or damaged: it is not ours either way
    }
  }

  private static boolean isOnCurveOf(SigningKey key, PublicKey found) {
    return found instanceof ECPublicKey other
        && key.publicKey() instanceof ECPublicKey ours
        && other.getParams().getCurve().equals(ours.getParams().getCurve());
  }
}
