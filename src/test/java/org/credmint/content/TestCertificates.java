// SPDX-License-Identifier: Apache-2.0
package org.credmint.content;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;

/** Certificates and proxies for tests, made anew. */
public final class TestCertificates {
  /** From when all of them are valid. */
  public static final Instant FROM = Instant.parse("2026-11-28T00:00:00Z");

  private static final ASN1ObjectIdentifier PROXY_CERT_INFO =
      new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.14");

  private static final String INHERIT_ALL = "1.3.6.1.5.5.7.21.1";

  private TestCertificates() {}

  /**
   * A certificate with its key.
   *
   * @param holder the certificate
   * @param keys its pair
   */
  public record Made(X509CertificateHolder holder, KeyPair keys) {
    /** The certificate in PEM. */
    public String certificate() {
      return pem(holder);
    }

    /** The private key in PEM. */
    public String key() {
      return pem(new PemObject("PRIVATE KEY", keys.getPrivate().getEncoded()));
    }
  }

  /** A root that signed itself. */
  public static Made root() {
    return make(name("Root"), Optional.empty(), FROM.plusSeconds(86_400 * 365L), Optional.empty());
  }

  /** A person's certificate. */
  public static Made person(Made issuer, String commonName, Instant until) {
    return make(name(commonName), Optional.of(issuer), until, Optional.empty());
  }

  /**
   * A proxy of RFC 3820.
   *
   * @param serial its CN
   * @param depth how many proxies it allows below it; fewer than 0 for any number
   */
  public static Made proxy(Made issuer, String serial, int depth, Instant until) {
    return proxy(issuer, serial, depth, until, INHERIT_ALL);
  }

  /** A proxy as the Globus Toolkit made them before RFC 3820. */
  public static Made oldProxy(Made issuer, Instant until) {
    return make(below(issuer, "proxy"), Optional.of(issuer), until, Optional.empty());
  }

  /**
   * The same with another policy.
   *
   * @param policy the policy language's OID
   */
  public static Made proxy(Made issuer, String serial, int depth, Instant until, String policy) {
    return make(
        below(issuer, serial), Optional.of(issuer), until, Optional.of(proxyInfo(depth, policy)));
  }

  private static X500Name below(Made issuer, String commonName) {
    X500NameBuilder name = new X500NameBuilder(BCStyle.INSTANCE);
    for (var rdn : issuer.holder().getSubject().getRDNs()) {
      name.addRDN(rdn.getFirst());
    }
    return name.addRDN(BCStyle.CN, commonName).build();
  }

  private static X500Name name(String commonName) {
    return new X500NameBuilder(BCStyle.INSTANCE)
        .addRDN(BCStyle.DC, "org")
        .addRDN(BCStyle.O, "Lab")
        .addRDN(BCStyle.CN, commonName)
        .build();
  }

  private static Made make(
      X500Name subject, Optional<Made> issuer, Instant until, Optional<DERSequence> proxyInfo) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair keys = generator.generateKeyPair();
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              issuer.map(made -> made.holder().getSubject()).orElse(subject),
              BigInteger.valueOf(0xabc),
              Date.from(FROM),
              Date.from(until),
              subject,
              keys.getPublic());
      if (proxyInfo.isPresent()) {
        builder.addExtension(PROXY_CERT_INFO, true, proxyInfo.get());
      }
      KeyPair signing = issuer.map(Made::keys).orElse(keys);
      return new Made(
          builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signing.getPrivate())),
          keys);
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static DERSequence proxyInfo(int depth, String policy) {
    ASN1EncodableVector info = new ASN1EncodableVector();
    if (depth >= 0) {
      info.add(new ASN1Integer(depth));
    }
    info.add(new DERSequence(new ASN1ObjectIdentifier(policy)));
    return new DERSequence(info);
  }

  /** Anything in PEM. */
  public static String pem(Object object) {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(object);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
