// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.proxy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.util.Optional;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;

/**
 * What an authority has revoked (RFC 5280 section 5).
 *
 * @param list empty where there is no list that the authority signed
 */
record RevocationList(Optional<X509CRL> list) {
  /** The largest lists of grid authorities have some megabytes. */
  private static final long LARGEST = 33_554_432;

  /**
   * Reads the list beside an authority's certificate.
   *
   * @param stem the name of the certificate's file without its ending
   */
  static RevocationList read(Path directory, String stem, X509CertificateHolder authority) {
    Path file = directory.resolve(stem + ".r0");
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > LARGEST) {
        return new RevocationList(Optional.empty());
      }
      X509CRL list =
          (X509CRL)
              CertificateFactory.getInstance("X.509")
                  .generateCRL(new ByteArrayInputStream(Files.readAllBytes(file)));
      list.verify(new JcaX509CertificateConverter().getCertificate(authority).getPublicKey());
      return new RevocationList(Optional.of(list));
    } catch (IOException | GeneralSecurityException e) {
      return new RevocationList(Optional.empty());
    }
  }

  boolean contains(X509CertificateHolder certificate) {
    return list.filter(one -> one.getRevokedCertificate(certificate.getSerialNumber()) != null)
        .isPresent();
  }
}
