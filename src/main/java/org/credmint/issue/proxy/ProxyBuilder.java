// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.proxy;

import java.io.IOException;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.interfaces.RSAKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.credmint.x509.ProxyCertificates;

/** Makes proxy certificates (RFC 3820). */
final class ProxyBuilder {
  private final ProxySigner signer;

  ProxyBuilder(ProxySigner signer) {
    this.signer = signer;
  }

  /**
   * A new proxy.
   *
   * @param keys its own
   * @param serial its serial number and the last part of its name; positive, and never used before
   * @param now from when its life counts
   */
  X509CertificateHolder build(
      ProxyPlan plan, KeyPair keys, BigInteger serial, Instant now, Instant end)
      throws IOException, OperatorCreationException {
    X500Name issuer = signer.certificate().getSubject();
    X509v3CertificateBuilder builder =
        new X509v3CertificateBuilder(
            issuer,
            serial,
            Date.from(now.minus(ProxyFile.BACKDATED)),
            Date.from(end),
            below(issuer, serial),
            SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()));
    builder.addExtension(ProxyCertificates.mark(plan.limited(), plan.pathLength()));
    builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage(keys)));
    SubjectKeyIdentifier signing =
        SubjectKeyIdentifier.fromExtensions(signer.certificate().getExtensions());
    if (signing != null) {
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          new AuthorityKeyIdentifier(signing.getKeyIdentifier()));
    }
    return builder.build(new JcaContentSignerBuilder(signer.algorithm()).build(signer.key()));
  }

  /** The issuer's name and a CN, each part as it is encoded there (RFC 3820 section 3.4). */
  private static X500Name below(X500Name issuer, BigInteger serial) {
    RDN[] parts = issuer.getRDNs();
    RDN[] longer = Arrays.copyOf(parts, parts.length + 1);
    longer[parts.length] = new RDN(BCStyle.CN, new DERPrintableString(serial.toString()));
    return new X500Name(longer);
  }

  /**
   * No more than the certificate allows itself (RFC 3820 section 3.6). What the proxy's own key
   * cannot do is left out: an EC key enciphers no keys (RFC 5480 section 3).
   */
  private int usage(KeyPair keys) {
    KeyUsage allowed = KeyUsage.fromExtensions(signer.certificate().getExtensions());
    boolean enciphers =
        keys.getPublic() instanceof RSAKey
            && (allowed == null || allowed.hasUsages(KeyUsage.keyEncipherment));
    return enciphers
        ? KeyUsage.digitalSignature | KeyUsage.keyEncipherment
        : KeyUsage.digitalSignature;
  }
}
