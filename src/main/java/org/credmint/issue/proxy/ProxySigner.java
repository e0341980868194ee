// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.proxy;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.credmint.key.UnusableKeyException;
import org.credmint.x509.Certificates;
import org.credmint.x509.DistinguishedNames;

/**
 * A long-lived certificate with its private key: what proxies are made from. Nothing prints the
 * key. Safe for use by several threads.
 */
public final class ProxySigner {
  /** OpenSSL's security level 2, which distributions set. */
  private static final int FEWEST_RSA_BITS = 2048;

  private static final byte[] PROBE = {1};

  private final List<X509CertificateHolder> chain;
  private final PrivateKey key;

  private ProxySigner(List<X509CertificateHolder> chain, PrivateKey key) {
    this.chain = List.copyOf(chain);
    this.key = key;
  }

  /**
   * Joins a certificate and its key.
   *
   * @param chain the certificate, and after it those who issued it
   * @throws UnusableKeyException where the key is not that of the certificate, or is too weak
   */
  static ProxySigner of(List<X509CertificateHolder> chain, PrivateKeyInfo info)
      throws UnusableKeyException {
    try {
      boolean isRsa =
          info.getPrivateKeyAlgorithm().getAlgorithm().equals(PKCSObjectIdentifiers.rsaEncryption);
      KeyFactory factory = KeyFactory.getInstance(isRsa ? "RSA" : "EC");
      PrivateKey key = factory.generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
      PublicKey shown =
          factory.generatePublic(
              new X509EncodedKeySpec(chain.get(0).getSubjectPublicKeyInfo().getEncoded()));
      ProxySigner signer = new ProxySigner(chain, key);
      signer.check(shown);
      return signer;
    } catch (GeneralSecurityException | IOException | RuntimeException e) {
      throw notItsKey(); // keys of two algorithms, or numbers that are no key
    }
  }

  private void check(PublicKey shown) throws GeneralSecurityException, UnusableKeyException {
    Signature signature = Signature.getInstance(algorithm());
    signature.initSign(key);
    signature.update(PROBE);
    byte[] signed = signature.sign();
    signature.initVerify(shown);
    signature.update(PROBE);
    if (!signature.verify(signed)) {
      throw notItsKey();
    }
    if (shown instanceof RSAKey rsa && rsa.getModulus().bitLength() < FEWEST_RSA_BITS) {
      throw new UnusableKeyException(
          "RSA key of " + rsa.getModulus().bitLength() + " bits",
          "is too weak: services refuse fewer than " + FEWEST_RSA_BITS,
          "get a certificate for a new key");
    }
  }

  private static UnusableKeyException notItsKey() {
    return new UnusableKeyException(
        "is not the key of the first certificate in CERTIFICATE_FILE",
        "use the key that the certificate was requested with, and put the certificate first");
  }

  /** As {@link Signature} and Bouncy Castle name what this key signs with. */
  String algorithm() {
    return key instanceof RSAKey ? "SHA256withRSA" : "SHA256withECDSA";
  }

  PrivateKey key() {
    return key;
  }

  /** The certificate, and those who issued it, but the root. */
  List<X509CertificateHolder> chain() {
    return chain;
  }

  X509CertificateHolder certificate() {
    return chain.get(0);
  }

  /** Whether it is the same certificate as another, with the same issuers. */
  public boolean hasChainOf(ProxySigner other) {
    return chain.equals(other.chain);
  }

  /** Whom its proxies speak for, such as {@code /DC=org/O=Lab/CN=Alice}. */
  public String subject() {
    return DistinguishedNames.slash(certificate().getSubject());
  }

  /** Who issued the certificate. */
  public String issuer() {
    return DistinguishedNames.slash(certificate().getIssuer());
  }

  /** When the first certificate of the chain ends, and with it every proxy. */
  public Instant end() {
    return Certificates.end(chain);
  }

  /** Why it cannot be used at a time; empty where it can. */
  Optional<String> whyUnfit(Instant now) {
    for (X509CertificateHolder one : chain) {
      if (now.isBefore(one.getNotBefore().toInstant())) {
        return Optional.of(
            "%s is not valid before %s; check the system clock"
                .formatted(named(one), one.getNotBefore().toInstant()));
      }
      if (!now.isBefore(one.getNotAfter().toInstant())) {
        return Optional.of(
            "%s expired at %s; replace it".formatted(named(one), one.getNotAfter().toInstant()));
      }
    }
    return Optional.empty();
  }

  private String named(X509CertificateHolder one) {
    return one.equals(certificate())
        ? "the certificate"
        : "the certificate of its issuer " + DistinguishedNames.slash(one.getSubject());
  }

  /** Tells the subject only. */
  @Override
  public String toString() {
    return "ProxySigner[" + subject() + "]";
  }
}
