// SPDX-License-Identifier: Apache-2.0
package org.credmint.x509;

import java.io.IOException;
import java.security.cert.CertificateException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.cert.CertException;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.util.io.pem.PemObject;

/** Certificates of a file (RFC 5280). */
public final class Certificates {
  private static final String TYPE = "CERTIFICATE";

  private Certificates() {}

  /**
   * The certificates among the blocks of a file, in order.
   *
   * @throws IOException where one is damaged; the message says which, from 1
   */
  public static List<X509CertificateHolder> of(List<PemObject> blocks) throws IOException {
    List<X509CertificateHolder> found = new ArrayList<>();
    for (PemObject block : blocks) {
      if (block.getType().equals(TYPE) || block.getType().equals("X509 " + TYPE)) {
        found.add(certificate(block, found.size() + 1));
      }
    }
    return found;
  }

  private static X509CertificateHolder certificate(PemObject block, int number) throws IOException {
    try {
      X509CertificateHolder certificate = new X509CertificateHolder(block.getContent());
      // Bouncy Castle reads these parts only when they are asked for.
      certificate.getExtensions();
      certificate.getNotAfter();
      certificate.getNotBefore();
      return certificate;
    } catch (IOException | RuntimeException e) {
      throw new IOException("certificate " + number + " is damaged", e);
    }
  }

  /** Whether a certificate's signature is that of another certificate's key. */
  public static boolean isSigned(X509CertificateHolder signed, X509CertificateHolder signer) {
    try {
      return signed.isSignatureValid(new JcaContentVerifierProviderBuilder().build(signer));
    } catch (CertException
        | OperatorCreationException
        | CertificateException
        | RuntimeException e) {
      return false; // no key that the JDK knows made this signature
    }
  }

  /**
   * When the first of some certificates ends.
   *
   * @param certificates one or more
   */
  public static Instant end(List<X509CertificateHolder> certificates) {
    return certificates.stream()
        .map(one -> one.getNotAfter().toInstant())
        .min(Instant::compareTo)
        .orElseThrow();
  }
}
