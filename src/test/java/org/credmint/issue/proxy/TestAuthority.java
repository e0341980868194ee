// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.proxy;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.OptionalInt;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.credmint.x509.ProxyCertificates;

/** Certificate authorities, and the certificates that they issue, for tests. */
public final class TestAuthority {
  /** How long an authority is valid. */
  static final Duration LONG = Duration.ofDays(3650);

  private static int serials = 100;

  private final Made own;
  private final Instant from;

  private TestAuthority(Made own, Instant from) {
    this.own = own;
    this.from = from;
  }

  /** A certificate with its key. */
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

  /** A root. */
  public static TestAuthority root(String name, Instant from) {
    return root(new X500Name("DC=org,O=Lab,CN=" + name), keys("EC", 256), from);
  }

  private static TestAuthority root(X500Name subject, KeyPair keys, Instant from) {
    Made made =
        make(subject, keys, subject, keys, from, from.plus(LONG), KeyUsage.keyCertSign, true);
    return new TestAuthority(made, from);
  }

  /** A root with the same key and another time. */
  TestAuthority renewed(Instant since) {
    return root(own.holder().getSubject(), own.keys(), since);
  }

  /** One that this one vouches for. */
  TestAuthority below(String name) {
    KeyPair keys = keys("EC", 256);
    X500Name subject = new X500Name("DC=org,O=Lab,CN=" + name);
    return new TestAuthority(
        make(
            subject,
            keys,
            own.holder().getSubject(),
            own.keys(),
            from,
            from.plus(LONG),
            KeyUsage.keyCertSign,
            true),
        from);
  }

  /** A person's certificate for an EC key. */
  public Made person(String name, Instant until) {
    return person(new X500Name("DC=org,O=Lab,CN=" + name), keys("EC", 256), until);
  }

  Made person(X500Name name, KeyPair keys, Instant until) {
    return person(name, keys, until, KeyUsage.digitalSignature | KeyUsage.keyEncipherment);
  }

  Made person(X500Name name, KeyPair keys, Instant until, int usage) {
    return make(name, keys, own.holder().getSubject(), own.keys(), from, until, usage, false);
  }

  /** Its own certificate. */
  Made own() {
    return own;
  }

  static KeyPair keys(String algorithm, int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A person's certificate whose key identifier is a number. */
  Made withDamagedKeyIdentifier(String name, Instant until) throws IOException {
    KeyPair keys = keys("EC", 256);
    X500Name subject = new X500Name("DC=org,O=Lab,CN=" + name);
    X509v3CertificateBuilder builder =
        builder(subject, keys, own.holder().getSubject(), from, until)
            .addExtension(Extension.subjectKeyIdentifier, false, new ASN1Integer(1));
    return new Made(builder.build(signer(own.keys())), keys);
  }

  /**
   * The file of a proxy, as its owner's own tools write it.
   *
   * @param hasVoms whether it is marked as one with VOMS attributes
   */
  public static String proxy(Made of, Instant until, boolean hasVoms) throws IOException {
    KeyPair keys = keys("EC", 256);
    X500Name issuer = of.holder().getSubject();
    X509v3CertificateBuilder builder =
        builder(new X500Name(issuer + ",CN=1"), keys, issuer, until.minus(LONG), until);
    builder.addExtension(ProxyCertificates.mark(false, OptionalInt.empty()));
    if (hasVoms) {
      builder.addExtension(
          new ASN1ObjectIdentifier("1.3.6.1.4.1.8005.100.100.5"), false, new DERSequence());
    }
    Made made = new Made(builder.build(signer(of.keys())), keys);
    return made.certificate() + made.key() + of.certificate();
  }

  private static X509v3CertificateBuilder builder(
      X500Name subject, KeyPair keys, X500Name issuer, Instant from, Instant until) {
    return new JcaX509v3CertificateBuilder(
        issuer,
        BigInteger.valueOf(serials++),
        Date.from(from),
        Date.from(until),
        subject,
        keys.getPublic());
  }

  /** A key in PEM that a passphrase decrypts. */
  public static String encrypted(KeyPair keys, String passphrase)
      throws IOException, OperatorCreationException {
    return pem(
        new JcaPKCS8Generator(
            keys.getPrivate(),
            new JceOpenSSLPKCS8EncryptorBuilder(PKCS8Generator.AES_256_CBC)
                .setProvider(new BouncyCastleProvider())
                .setRandom(new SecureRandom())
                .setPassword(passphrase.toCharArray())
                .build()));
  }

  private static Made make(
      X500Name subject,
      KeyPair keys,
      X500Name issuer,
      KeyPair signing,
      Instant from,
      Instant until,
      int usage,
      boolean isAuthority) {
    try {
      X509v3CertificateBuilder builder = builder(subject, keys, issuer, from, until);
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
      JcaX509ExtensionUtils ids = new JcaX509ExtensionUtils();
      builder.addExtension(
          Extension.subjectKeyIdentifier, false, ids.createSubjectKeyIdentifier(keys.getPublic()));
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          ids.createAuthorityKeyIdentifier(signing.getPublic()));
      return new Made(builder.build(signer(signing)), keys);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static org.bouncycastle.operator.ContentSigner signer(KeyPair keys) {
    try {
      boolean isRsa = keys.getPrivate().getAlgorithm().equals("RSA");
      return new JcaContentSignerBuilder(isRsa ? "SHA256withRSA" : "SHA256withECDSA")
          .build(keys.getPrivate());
    } catch (OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The list of what it revoked, in PEM. */
  String revoking(Made one) {
    X509v2CRLBuilder list = new X509v2CRLBuilder(own.holder().getSubject(), Date.from(from));
    list.addCRLEntry(one.holder().getSerialNumber(), Date.from(from), CRLReason.keyCompromise);
    return pem(list.build(signer(own.keys())));
  }

  /** Puts its certificate where it is looked for. */
  public void install(Path directory) {
    write(directory.resolve("0a1b2c3d.0"), own.certificate(), "rw-r--r--");
  }

  /** Writes a file with these permissions. */
  public static void write(Path file, String content, String permissions) {
    try {
      Files.writeString(file, content);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Anything in PEM. */
  static String pem(Object object) {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(object);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
