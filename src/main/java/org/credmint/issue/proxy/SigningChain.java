// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.proxy;

import java.io.IOException;
import java.util.List;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.credmint.key.Pem;
import org.credmint.key.UnusableKeyException;
import org.credmint.x509.Certificates;
import org.credmint.x509.DistinguishedNames;
import org.credmint.x509.ProxyCertificates;

/** The certificates of a file that proxies are to be made from. */
final class SigningChain {
  private SigningChain() {}

  /**
   * The certificate, and those who issued it in order; a root at the end is left out.
   *
   * @throws UnusableKeyException where no reader would accept a proxy made from it
   */
  static List<X509CertificateHolder> read(byte[] file) throws UnusableKeyException {
    List<X509CertificateHolder> all = all(file);
    try {
      checkFirst(all.get(0));
      checkOrder(all);
    } catch (RuntimeException e) {
      throw damaged("a certificate is damaged"); // some parts are read only when asked for
    }
    X509CertificateHolder last = all.get(all.size() - 1);
    boolean endsWithRoot = all.size() > 1 && last.getSubject().equals(last.getIssuer());
    return endsWithRoot ? all.subList(0, all.size() - 1) : all;
  }

  private static List<X509CertificateHolder> all(byte[] file) throws UnusableKeyException {
    try {
      List<X509CertificateHolder> all = Certificates.of(Pem.blocks(file));
      if (all.isEmpty()) {
        throw new UnusableKeyException(
            "contains no certificate", "use the file with the certificate, in PEM");
      }
      return all;
    } catch (IOException e) {
      throw damaged(String.valueOf(e.getMessage()));
    }
  }

  private static UnusableKeyException damaged(String what) {
    return new UnusableKeyException(
        "cannot be used: " + what, "copy the whole file again from its source");
  }

  private static void checkFirst(X509CertificateHolder first) throws UnusableKeyException {
    if (ProxyCertificates.isProxy(first)) {
      throw new UnusableKeyException(
          "holds a proxy, which lives too short a time to make others from",
          "use the certificate that it was made from");
    }
    BasicConstraints constraints = BasicConstraints.fromExtensions(first.getExtensions());
    if (constraints != null && constraints.isCA()) {
      throw new UnusableKeyException(
          "begins with the certificate of an authority, "
              + DistinguishedNames.slash(first.getSubject()),
          "put the certificate first, then those who issued it, in order");
    }
    KeyUsage usage = KeyUsage.fromExtensions(first.getExtensions());
    if (usage != null && !usage.hasUsages(KeyUsage.digitalSignature)) {
      throw new UnusableKeyException(
          "holds a certificate whose key usage does not include digitalSignature",
          "get a certificate that may sign");
    }
  }

  private static void checkOrder(List<X509CertificateHolder> all) throws UnusableKeyException {
    for (int i = 0; i + 1 < all.size(); i++) {
      boolean issued =
          all.get(i).getIssuer().equals(all.get(i + 1).getSubject())
              && Certificates.isSigned(all.get(i), all.get(i + 1));
      if (!issued) {
        throw new UnusableKeyException(
            "is out of order: certificate %d did not issue certificate %d".formatted(i + 2, i + 1),
            "put the certificate first, then those who issued it, in order");
      }
    }
  }
}
