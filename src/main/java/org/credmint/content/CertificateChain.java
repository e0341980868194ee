// SPDX-License-Identifier: Apache-2.0
package org.credmint.content;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.util.io.pem.PemObject;
import org.credmint.content.Content.ContentFact;
import org.credmint.content.Content.Credential;
import org.credmint.content.Content.Identity;
import org.credmint.content.Content.Lifetime;
import org.credmint.content.Content.Unusable;
import org.credmint.credential.kind.CredentialType;
import org.credmint.credential.kind.Validity.Verdict;
import org.credmint.secret.Redaction;
import org.credmint.x509.Certificates;
import org.credmint.x509.DistinguishedNames;
import org.credmint.x509.ProxyCertificates;
import org.credmint.x509.VomsAttributes;

/**
 * A certificate (RFC 5280), the proxies made from it (RFC 3820) and those who issued it, as far as
 * they are in the file. It is valid while all of them are. Whether anybody trusts the last issuer
 * is not looked at.
 */
final class CertificateChain {
  private static final int SHOWN = 300;

  /** The certificates of the file. */
  private final List<X509CertificateHolder> all;

  /** Those of them, from the first on, of which each was issued by the next. */
  private final List<X509CertificateHolder> path;

  private List<VomsAttributes> voms = List.of();
  private final List<ContentFact> facts = new ArrayList<>();
  private final List<String> remarks = new ArrayList<>();

  private CertificateChain(List<X509CertificateHolder> all) {
    this.all = all;
    int length = 1;
    while (length < all.size()
        && all.get(length - 1).getIssuer().equals(all.get(length).getSubject())) {
      length++;
    }
    this.path = all.subList(0, length);
  }

  /**
   * Reads a file's certificates.
   *
   * @param certificates one or more, that which speaks for somebody first
   * @param privateKeys one or none
   */
  static Content read(List<PemObject> certificates, List<PemObject> privateKeys) {
    List<X509CertificateHolder> all = new ArrayList<>();
    for (PemObject block : certificates) {
      try {
        all.add(new X509CertificateHolder(block.getContent()));
      } catch (IOException | RuntimeException e) {
        return damaged(all.size() + 1);
      }
    }
    try {
      return new CertificateChain(all).content(privateKeys);
    } catch (IOException | RuntimeException e) {
      return damaged(1); // Bouncy Castle reads some parts only when they are asked for
    }
  }

  private static Content damaged(int number) {
    return ContentReader.unreadable("a certificate", "certificate " + number + " is damaged");
  }

  private Content content(List<PemObject> privateKeys) throws IOException {
    int proxies = ProxyCertificates.leading(path);
    voms = VomsAttributes.of(path.subList(0, proxies));
    String form = form(proxies, !privateKeys.isEmpty());
    Optional<String> flaw = ProxyCertificates.flaw(path, proxies).or(this::flawOfSignatures);
    if (flaw.isEmpty()) {
      flaw = flawOfKey(privateKeys, proxies);
    }
    if (flaw.isPresent()) {
      return new Unusable(form, Verdict.UNSOUND, flaw.get());
    }
    return credential(form, proxies);
  }

  private Content credential(String form, int proxies) throws IOException {
    X509CertificateHolder first = all.get(0);
    Identity identity =
        new Identity(
            Redaction.printable(identity(proxies), SHOWN),
            Optional.of(DistinguishedNames.ofGlideinWms(first.getSubject())));
    addFacts(first, proxies, identity);
    remarkOnTheRest();
    return new Credential(
        CredentialType.X509_CERT, form, identity, lifetime(), facts, remarks, Optional.empty());
  }

  private void addFacts(X509CertificateHolder first, int proxies, Identity identity)
      throws IOException {
    add("subject", DistinguishedNames.slash(first.getSubject()));
    if (proxies > 0) {
      add("identity", identity.text());
      add("proxy", ProxyCertificates.describe(path, proxies));
      facts.addAll(ProxyFacts.of(identity.text(), path, voms));
    }
    add("issuer", DistinguishedNames.slash(first.getIssuer()));
    add("serial", first.getSerialNumber().toString(16));
    add("key", KeyHalf.ofPublic(first.getSubjectPublicKeyInfo()).description());
    lifetime().notBefore().ifPresent(time -> facts.add(ContentFact.of("not before", time)));
    lifetime().expiresAt().ifPresent(time -> facts.add(ContentFact.of("not after", time)));
    add("chain", all.size() == 1 ? "this certificate only" : path.size() + " certificates");
  }

  private static String form(int proxies, boolean hasKey) {
    String key = hasKey ? " with its private key" : "";
    return (proxies > 0 ? "a proxy certificate" : "a certificate") + key;
  }

  private void add(String name, String value) {
    facts.add(new ContentFact(name, Redaction.printable(value, SHOWN)));
  }

  /** Whom it speaks for: the same for a certificate and all proxies made from it. */
  private String identity(int proxies) {
    return DistinguishedNames.slash(
        proxies < path.size()
            ? path.get(proxies).getSubject()
            : path.get(path.size() - 1).getIssuer());
  }

  /** All of the chain, and the VOMS attributes: the shortest counts. */
  private Lifetime lifetime() {
    Comparator<Instant> order = Comparator.naturalOrder();
    Stream<Instant> starts = path.stream().map(one -> one.getNotBefore().toInstant());
    Stream<Instant> ends = path.stream().map(one -> one.getNotAfter().toInstant());
    return new Lifetime(
        Stream.concat(starts, voms.stream().map(VomsAttributes::notBefore)).max(order),
        Stream.concat(ends, voms.stream().map(VomsAttributes::notAfter)).min(order));
  }

  private void remarkOnTheRest() {
    if (path.size() < all.size()) {
      remarks.add(
          "certificate %d of the file did not issue certificate %d, so readers pass over it"
              .formatted(path.size() + 1, path.size()));
    }
    X509CertificateHolder last = path.get(path.size() - 1);
    remarks.add(
        last.getSubject().equals(last.getIssuer())
            ? "whether anybody trusts its root is not checked"
            : "its issuer is not in the file, so nothing proves who issued it");
  }

  private Optional<String> flawOfSignatures() {
    for (int i = 0; i + 1 < path.size(); i++) {
      if (!Certificates.isSigned(path.get(i), path.get(i + 1))) {
        return Optional.of("certificate %d did not sign certificate %d".formatted(i + 2, i + 1));
      }
    }
    return Optional.empty();
  }

  private Optional<String> flawOfKey(List<PemObject> privateKeys, int proxies) throws IOException {
    if (privateKeys.isEmpty()) {
      if (proxies > 0) {
        remarks.add("without its private key a proxy is of no use");
      }
      return Optional.empty();
    }
    Optional<KeyHalf> half = KeyContent.half(privateKeys.get(0));
    if (half.isEmpty()) {
      return Optional.of("its private key is damaged");
    }
    return flawOfKey(half.get());
  }

  private Optional<String> flawOfKey(KeyHalf half) throws IOException {
    Optional<Boolean> fits = KeyHalf.ofPublic(all.get(0).getSubjectPublicKeyInfo()).fits(half);
    if (fits.isEmpty()) {
      remarks.add("whether the private key is its own cannot be seen: " + half.description());
    }
    return fits.isPresent() && !fits.get()
        ? Optional.of("the private key is not that of the first certificate")
        : Optional.empty();
  }
}
