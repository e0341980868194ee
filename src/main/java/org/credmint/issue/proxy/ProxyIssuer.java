// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.proxy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.operator.OperatorCreationException;
import org.credmint.config.proxy.ProxyKeyType;
import org.credmint.issue.CredentialReading;
import org.credmint.issue.CredentialReading.Decoded;
import org.credmint.issue.Issuance;
import org.credmint.issue.Issuance.Failed;
import org.credmint.issue.Issuance.FailureKind;
import org.credmint.issue.Issuance.Issued;
import org.credmint.issue.Issuer;
import org.credmint.key.Pem;
import org.credmint.key.SignatureProvider;
import org.credmint.secret.Secret;
import org.credmint.x509.Certificates;
import org.credmint.x509.ProxyCertificates;

/**
 * Makes X.509 proxies of RFC 3820: the proxy, its own new key and its chain, as HTCondor and all
 * grid tools read them. Safe for use by several threads.
 */
public final class ProxyIssuer implements Issuer<ProxyPlan> {
  private static final int SERIAL_BITS = 63;

  private final ProxySource source;
  private final SignatureProvider keys;
  private final SecureRandom random;

  /**
   * An issuer.
   *
   * @param keys makes keys
   * @param random for serial numbers
   */
  public ProxyIssuer(ProxySource source, SignatureProvider keys, SecureRandom random) {
    this.source = source;
    this.keys = keys;
    this.random = random;
  }

  @Override
  public Issuance issue(ProxyPlan plan, Instant now) {
    ProxySource.Answer answer = source.open();
    if (!(answer instanceof ProxySource.Answer.Usable usable)) {
      return failed(answer.toString());
    }
    ProxySigner signer = usable.signer();
    Optional<String> unfit = signer.whyUnfit(now).or(() -> whyTooShort(signer, plan.least(), now));
    return unfit.isPresent()
        ? failed(source.settings().certificate() + ": " + unfit.get())
        : issue(plan, signer, now.truncatedTo(ChronoUnit.SECONDS));
  }

  private static Failed failed(String reason) {
    return new Failed(FailureKind.TRANSIENT, reason);
  }

  private static Optional<String> whyTooShort(ProxySigner signer, Duration least, Instant now) {
    return now.plus(least).isBefore(signer.end())
        ? Optional.empty()
        : Optional.of(
            "the certificate ends at %s, and readers need proxies that live for %d s; replace it"
                .formatted(signer.end(), least.toSeconds()));
  }

  private Issuance issue(ProxyPlan plan, ProxySigner signer, Instant now) {
    ProxyKeyType type = plan.keyType();
    KeyPair pair = keys.generate(type.algorithm(), type.bits());
    try {
      X509CertificateHolder proxy =
          new ProxyBuilder(signer).build(plan, pair, serial(), now, endOf(plan, signer, now));
      ProxyFile made = new ProxyFile(joined(proxy, signer.chain()));
      return new Issued(Secret.of(file(made, pair)), made.description());
    } catch (IOException | OperatorCreationException | RuntimeException e) {
      // Bouncy Castle tells of damaged extensions in many ways.
      return new Failed(
          FailureKind.PERMANENT,
          "%s: no proxy can be made from it: %s; replace it"
              .formatted(source.settings().certificate(), e.getMessage()));
    }
  }

  private static Instant endOf(ProxyPlan plan, ProxySigner signer, Instant now) {
    Instant wanted = now.plus(plan.lifetime());
    return signer.end().isBefore(wanted) ? signer.end() : wanted;
  }

  private BigInteger serial() {
    return new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS - 1);
  }

  private static List<X509CertificateHolder> joined(
      X509CertificateHolder proxy, List<X509CertificateHolder> chain) {
    return Stream.concat(Stream.of(proxy), chain.stream()).toList();
  }

  /** The proxy, its key and the chain, in the order in which all readers want them. */
  private static byte[] file(ProxyFile made, KeyPair pair) throws IOException {
    WipedStream file = new WipedStream();
    byte[] encoded = pair.getPrivate().getEncoded();
    byte[] block = keyBlock(pair, encoded);
    try {
      file.writeBytes(certificate(made.proxy()));
      file.writeBytes(block);
      for (X509CertificateHolder one : made.issuers()) {
        file.writeBytes(certificate(one));
      }
      return file.toByteArray();
    } finally {
      Arrays.fill(encoded, (byte) 0);
      Arrays.fill(block, (byte) 0);
      file.wipe();
    }
  }

  private static byte[] certificate(X509CertificateHolder one) throws IOException {
    return Pem.encode("CERTIFICATE", one.getEncoded());
  }

  /** An RSA key as PKCS#1: older grid tools read no other form. */
  private static byte[] keyBlock(KeyPair pair, byte[] encoded) throws IOException {
    if (!pair.getPrivate().getAlgorithm().equals("RSA")) {
      return Pem.encode("PRIVATE KEY", encoded);
    }
    byte[] plain =
        PrivateKeyInfo.getInstance(encoded).parsePrivateKey().toASN1Primitive().getEncoded();
    try {
      return Pem.encode("RSA PRIVATE KEY", plain);
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  /** A stream whose bytes do not stay in memory. */
  private static final class WipedStream extends ByteArrayOutputStream {
    void wipe() {
      Arrays.fill(buf, (byte) 0);
    }
  }

  @Override
  public CredentialReading read(byte[] file) {
    return readFile(file);
  }

  /** Reads what is to be the file of a proxy, whoever made it; never throws. */
  public static CredentialReading readFile(byte[] file) {
    return ProxyFile.read(file);
  }

  /**
   * Reads a file that a proxy is to replace: unreadable where it holds what is not made here and is
   * still of use, a proxy of another subject or one with VOMS attributes.
   *
   * @param subject whom the new proxy speaks for
   */
  public CredentialReading readReplaceable(byte[] file, String subject) {
    CredentialReading reading = readFile(file);
    return reading instanceof ProxyFile found
            && source.now().isBefore(found.description().expiresAt())
            && (ProxyCertificates.hasVoms(found.proxy())
                || !found.description().subject().equals(subject))
        ? new CredentialReading.Unreadable("it is a valid proxy of somebody else's making")
        : reading;
  }

  @Override
  public Optional<String> difference(ProxyPlan plan, Decoded found, Secret file) {
    if (!(found instanceof ProxyFile proxy)) {
      return Optional.of("it is not a proxy");
    }
    // Where the certificate cannot be read just now, nothing better can be made.
    return source.open() instanceof ProxySource.Answer.Usable usable
        ? new ProxyDifference(plan, usable.signer()).of(proxy, file)
        : Optional.empty();
  }

  @Override
  public boolean hasIssued(Decoded found, Secret file) {
    return found instanceof ProxyFile proxy
        && source.open() instanceof ProxySource.Answer.Usable usable
        && proxy.issuers().get(0).equals(usable.signer().certificate())
        && Certificates.isSigned(proxy.proxy(), usable.signer().certificate());
  }

  @Override
  public String identity() {
    return "proxies made from " + source.settings().certificate();
  }
}
