// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.proxy;

import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.credmint.config.proxy.ProxyKeyType;
import org.credmint.key.PrivateKeyParser;
import org.credmint.key.UnusableKeyException;
import org.credmint.secret.Secret;
import org.credmint.x509.Certificates;
import org.credmint.x509.ProxyCertificates;

/**
 * What of a proxy is not as a new one would be.
 *
 * @param plan the new one
 * @param signer what it would be made from
 */
record ProxyDifference(ProxyPlan plan, ProxySigner signer) {
  /** The first difference; empty where there is none. */
  Optional<String> of(ProxyFile found, Secret file) {
    if (!found.issuers().equals(signer.chain())) {
      return Optional.of("it was made from another certificate");
    }
    if (!Certificates.isSigned(found.proxy(), signer.certificate())) {
      return Optional.of("the certificate did not sign it");
    }
    if (ProxyCertificates.isLimited(found.proxy()) != plan.limited()) {
      return Optional.of(plan.limited() ? "it is not limited" : "it is limited");
    }
    return lifetime(found)
        .or(() -> pathLength(found))
        .or(() -> keyType(found.proxy().getSubjectPublicKeyInfo()))
        .or(() -> key(found, file));
  }

  private Optional<String> lifetime(ProxyFile found) {
    Instant madeAt = found.description().issuedAt();
    Instant wanted = madeAt.plus(plan.lifetime());
    boolean endsWithCertificate =
        found.description().expiresAt().equals(signer.end()) && !signer.end().isAfter(wanted);
    Duration lifetime = found.description().lifetime();
    return lifetime.equals(plan.lifetime()) || endsWithCertificate
        ? Optional.empty()
        : Optional.of(
            "its lifetime is %d s, not %d s"
                .formatted(lifetime.toSeconds(), plan.lifetime().toSeconds()));
  }

  private Optional<String> pathLength(ProxyFile found) {
    int length = ProxyCertificates.pathLength(found.proxy()).orElse(-1);
    return length == plan.pathLength().orElse(-1)
        ? Optional.empty()
        : Optional.of("its path length is another");
  }

  private Optional<String> keyType(SubjectPublicKeyInfo key) {
    boolean isRsa = key.getAlgorithm().getAlgorithm().equals(PKCSObjectIdentifiers.rsaEncryption);
    boolean fits = isRsa ? isRsaOfItsSize(key) : plan.keyType() == ProxyKeyType.P256;
    return fits ? Optional.empty() : Optional.of("its key is no " + plan.keyType().text());
  }

  private boolean isRsaOfItsSize(SubjectPublicKeyInfo key) {
    return plan.keyType().algorithm().equals("RSA")
        && modulus(key)
            .filter(one -> one.getModulus().bitLength() == plan.keyType().bits())
            .isPresent();
  }

  private static Optional<RSAPublicKey> modulus(SubjectPublicKeyInfo key) {
    try {
      return Optional.of(RSAPublicKey.getInstance(key.parsePublicKey()));
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> key(ProxyFile found, Secret file) {
    boolean fits = file.expose(content -> fits(found, content));
    return fits ? Optional.empty() : Optional.of("its private key is another's");
  }

  private static boolean fits(ProxyFile found, byte[] content) {
    try {
      PrivateKeyInfo info = new PrivateKeyParser(ProxyDifference::none).info(content);
      Optional<RSAPublicKey> shown = modulus(found.proxy().getSubjectPublicKeyInfo());
      if (shown.isPresent()) {
        BigInteger own = RSAPrivateKey.getInstance(info.parsePrivateKey()).getModulus();
        return own.equals(shown.get().getModulus());
      }
      ProxySigner.of(List.of(found.proxy()), info);
      return true;
    } catch (UnusableKeyException | IOException | RuntimeException e) {
      return false;
    }
  }

  private static char[] none() throws UnusableKeyException {
    throw new UnusableKeyException("is encrypted", "no reader decrypts the key of a proxy");
  }
}
