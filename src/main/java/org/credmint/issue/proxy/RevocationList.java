// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.proxy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.credmint.key.UnusableKeyException;

/**
 * What an authority has revoked (RFC 5280 section 5).
 *
 * @param lists those that the authority signed; none where it publishes none
 */
record RevocationList(List<X509CRL> lists) {
  /** The largest lists of grid authorities have some megabytes. */
  private static final long LARGEST = 33_554_432;

  /** Authorities of one name have their lists side by side, in any order. */
  private static final int MOST = 10;

  RevocationList {
    lists = List.copyOf(lists);
  }

  /**
   * Reads the lists beside an authority's certificate.
   *
   * @param stem the name of the certificate's file without its ending
   * @throws UnusableKeyException where there is a list that cannot be read, or only such that
   *     somebody else signed: what it lists is not known
   */
  static RevocationList read(Path directory, String stem, X509CertificateHolder authority)
      throws UnusableKeyException {
    List<Path> present = present(directory, stem);
    List<X509CRL> signed = new ArrayList<>();
    for (Path file : present) {
      X509CRL list = parsed(file);
      if (isSigned(list, authority)) {
        signed.add(list);
      }
    }
    if (signed.isEmpty() && !present.isEmpty()) {
      throw unusable(present.get(0), "the authority did not sign it");
    }
    return new RevocationList(signed);
  }

  private static List<Path> present(Path directory, String stem) {
    return IntStream.range(0, MOST)
        .mapToObj(i -> directory.resolve(stem + ".r" + i))
        .filter(file -> Files.exists(file, LinkOption.NOFOLLOW_LINKS))
        .toList();
  }

  private static X509CRL parsed(Path file) throws UnusableKeyException {
    if (!Files.isRegularFile(file)) {
      throw unusable(file, "it is not a regular file");
    }
    try {
      if (Files.size(file) > LARGEST) {
        throw unusable(file, "it is larger than %d bytes".formatted(LARGEST));
      }
      byte[] content = Files.readAllBytes(file);
      return (X509CRL)
          CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(content));
    } catch (IOException e) {
      throw unusable(file, "it cannot be read: " + e.getMessage());
    } catch (GeneralSecurityException e) {
      throw unusable(file, "it is damaged");
    }
  }

  private static boolean isSigned(X509CRL list, X509CertificateHolder authority) {
    try {
      PublicKey key = new JcaX509CertificateConverter().getCertificate(authority).getPublicKey();
      list.verify(key);
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static UnusableKeyException unusable(Path file, String why) {
    return new UnusableKeyException(
        "cannot be checked: the list of revoked certificates %s cannot be used: %s"
            .formatted(file, why),
        "get the list again, for example with fetch-crl");
  }

  boolean contains(X509CertificateHolder certificate) {
    return lists.stream()
        .anyMatch(one -> one.getRevokedCertificate(certificate.getSerialNumber()) != null);
  }
}
