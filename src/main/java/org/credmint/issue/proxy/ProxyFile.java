// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.proxy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.util.io.pem.PemObject;
import org.credmint.credential.CredentialKind;
import org.credmint.credential.Description;
import org.credmint.issue.CredentialReading;
import org.credmint.key.Pem;
import org.credmint.key.UnusableKeyException;
import org.credmint.x509.Certificates;
import org.credmint.x509.DistinguishedNames;
import org.credmint.x509.ProxyCertificates;

/**
 * What the file of a proxy says, not verified. It holds no secret.
 *
 * @param chain the proxy, the certificate that it was made from, and those who issued that one
 */
record ProxyFile(List<X509CertificateHolder> chain) implements CredentialReading.Decoded {
  /**
   * How long before its making a proxy is valid, so that hosts whose clocks are behind accept it;
   * the same as with the Globus Toolkit.
   */
  static final Duration BACKDATED = Duration.ofMinutes(5);

  private static final int HEX = 16;

  /** Takes a copy. */
  ProxyFile {
    chain = List.copyOf(chain);
  }

  /** Reads a file that is to hold a proxy, its key and its chain. */
  static CredentialReading read(byte[] file) {
    try {
      List<PemObject> blocks = Pem.blocks(file);
      long keys = blocks.stream().filter(one -> one.getType().endsWith("PRIVATE KEY")).count();
      return keys == 1
          ? read(Certificates.of(blocks))
          : new Unreadable("it is not a proxy with one private key");
    } catch (UnusableKeyException e) {
      return new Unreadable("it is not a PEM file, or is cut off");
    } catch (IOException | RuntimeException e) {
      // Bouncy Castle tells of structures that do not fit in many ways, some late.
      return new Unreadable("it holds a damaged certificate");
    }
  }

  private static CredentialReading read(List<X509CertificateHolder> chain) {
    if (chain.size() < 2) {
      return new Unreadable("it is not a proxy with the certificate that it was made from");
    }
    if (ProxyCertificates.leading(chain) != 1) {
      return new Unreadable("it is not a proxy that was made from a certificate directly");
    }
    ProxyFile found = new ProxyFile(chain);
    return ProxyCertificates.flaw(chain, 1).isPresent() || found.description().subject().isEmpty()
        ? new Unreadable("it is not a proxy of RFC 3820")
        : found;
  }

  X509CertificateHolder proxy() {
    return chain.get(0);
  }

  /** The certificate that it was made from, and those who issued that one. */
  List<X509CertificateHolder> issuers() {
    return chain.subList(1, chain.size());
  }

  @Override
  public Description description() {
    X509CertificateHolder certificate = chain.get(1);
    return new Description(
        CredentialKind.X509_PROXY,
        DistinguishedNames.slash(certificate.getIssuer()),
        certificate.getSerialNumber().toString(HEX),
        proxy().getSerialNumber().toString(HEX),
        DistinguishedNames.slash(certificate.getSubject()),
        List.of(),
        ProxyCertificates.isLimited(proxy()) ? "limited" : "full",
        madeAt(),
        Certificates.end(chain));
  }

  private Instant madeAt() {
    return proxy().getNotBefore().toInstant().plus(BACKDATED);
  }
}
