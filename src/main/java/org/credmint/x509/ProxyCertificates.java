// SPDX-License-Identifier: Apache-2.0
package org.credmint.x509;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.X509CertificateHolder;
import org.jspecify.annotations.Nullable;

/** Proxy certificates: those of RFC 3820, and the older ones that are known by their last CN. */
public final class ProxyCertificates {
  /** RFC 3820 section 3.8. */
  private static final ASN1ObjectIdentifier PROXY_CERT_INFO =
      new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.14");

  /** The attribute certificates of a VOMS server. */
  private static final ASN1ObjectIdentifier VOMS =
      new ASN1ObjectIdentifier("1.3.6.1.4.1.8005.100.100.5");

  private static final String INHERIT_ALL = "1.3.6.1.5.5.7.21.1";

  /** Of the Globus Toolkit; all that know proxies know it. */
  private static final String LIMITED_OID = "1.3.6.1.4.1.3536.1.1.1.9";

  private static final String LIMITED = "limited: cannot submit jobs";

  private static final Map<String, String> POLICIES =
      Map.of(
          INHERIT_ALL,
          "inherits all rights",
          "1.3.6.1.5.5.7.21.2",
          "has no rights of its issuer",
          LIMITED_OID,
          LIMITED);

  private static final List<String> OLD_NAMES = List.of("proxy", "limited proxy");

  private ProxyCertificates() {}

  /** How many certificates from the first on are proxies. */
  public static int leading(List<X509CertificateHolder> path) {
    int count = 0;
    while (count < path.size() && isProxy(path.get(count))) {
      count++;
    }
    return count;
  }

  /** Whether a certificate is a proxy, of whatever form. */
  public static boolean isProxy(X509CertificateHolder certificate) {
    return certificate.getExtension(PROXY_CERT_INFO) != null
        || (OLD_NAMES.contains(lastCn(certificate.getSubject()))
            && extendsIssuer(certificate.getSubject(), certificate.getIssuer()));
  }

  private static String lastCn(X500Name name) {
    RDN[] rdns = name.getRDNs();
    if (rdns.length == 0 || !rdns[rdns.length - 1].getFirst().getType().equals(BCStyle.CN)) {
      return "";
    }
    return String.valueOf(rdns[rdns.length - 1].getFirst().getValue());
  }

  /** Whether a subject is its issuer's with one more CN (RFC 3820 section 3.4). */
  private static boolean extendsIssuer(X500Name subject, X500Name issuer) {
    RDN[] longer = subject.getRDNs();
    RDN[] shorter = issuer.getRDNs();
    return longer.length == shorter.length + 1
        && !lastCn(subject).isEmpty()
        && new X500Name(Arrays.copyOf(longer, shorter.length)).equals(issuer);
  }

  /** Why readers refuse the proxies; empty where they do not. */
  public static Optional<String> flaw(List<X509CertificateHolder> path, int proxies) {
    return IntStream.range(0, proxies)
        .mapToObj(i -> flawOf(path.get(i), i))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /**
   * Why readers refuse one proxy.
   *
   * @param below how many proxies were made from it
   */
  private static Optional<String> flawOf(X509CertificateHolder proxy, int below) {
    if (!extendsIssuer(proxy.getSubject(), proxy.getIssuer())) {
      return Optional.of(
          "the subject of proxy %d is not its issuer's and a CN".formatted(below + 1));
    }
    Extension info = proxy.getExtension(PROXY_CERT_INFO);
    if (info == null) {
      return Optional.of(
          "proxy %d is of the form before RFC 3820, which HTCondor and OpenSSL do not accept"
              .formatted(below + 1));
    }
    if (!info.isCritical()) {
      return Optional.of("proxy %d does not mark itself as one critically".formatted(below + 1));
    }
    Optional<Integer> limit = pathLength(proxy);
    if (limit.isPresent() && limit.get() < below) {
      return Optional.of("proxy %d allows fewer proxies below it".formatted(below + 1));
    }
    return Optional.empty();
  }

  /** How many proxies may be below a proxy; empty for any number. */
  public static Optional<Integer> pathLength(X509CertificateHolder proxy) {
    ASN1Sequence info = info(proxy);
    return info != null && info.size() > 1 && info.getObjectAt(0) instanceof ASN1Integer limit
        ? Optional.of(limit.intValueExact())
        : Optional.empty();
  }

  private static @Nullable ASN1Sequence info(X509CertificateHolder proxy) {
    Extension info = proxy.getExtension(PROXY_CERT_INFO);
    return info == null ? null : ASN1Sequence.getInstance(info.getParsedValue());
  }

  /** Such as {@code 2 levels, inherits all rights, with VOMS attributes (not checked)}. */
  public static String describe(List<X509CertificateHolder> path, int proxies) {
    StringBuilder text = new StringBuilder();
    text.append(proxies == 1 ? "1 level" : proxies + " levels");
    text.append(", ").append(policy(path.subList(0, proxies)));
    if (hasVoms(path.get(0))) {
      text.append(", with VOMS attributes (not checked)");
    }
    return text.toString();
  }

  /** Whether a VOMS server has said something of its holder. */
  public static boolean hasVoms(X509CertificateHolder proxy) {
    return proxy.getExtension(VOMS) != null;
  }

  /** A limited proxy limits all that are made from it. */
  private static String policy(List<X509CertificateHolder> proxies) {
    return proxies.stream()
        .map(ProxyCertificates::policy)
        .filter(policy -> policy.contains(LIMITED))
        .findFirst()
        .orElseGet(() -> policy(proxies.get(0)));
  }

  private static String policy(X509CertificateHolder proxy) {
    String language = language(proxy);
    return POLICIES.getOrDefault(language, "with a policy of language " + language);
  }

  /** Whether a proxy marks itself as one that cannot submit jobs. */
  public static boolean isLimited(X509CertificateHolder proxy) {
    return language(proxy).equals(LIMITED_OID);
  }

  private static String language(X509CertificateHolder proxy) {
    ASN1Sequence info = info(proxy);
    if (info == null) {
      return "";
    }
    ASN1Encodable policy = info.getObjectAt(info.size() - 1);
    return ASN1Sequence.getInstance(policy).getObjectAt(0).toString();
  }

  /**
   * The mark of a new proxy (RFC 3820 section 3.8).
   *
   * @param limited whether it is to be of no use for submitting jobs
   * @param pathLength how many proxies may be below it; empty for any number
   */
  public static Extension mark(boolean limited, OptionalInt pathLength) throws IOException {
    ASN1EncodableVector info = new ASN1EncodableVector();
    pathLength.ifPresent(length -> info.add(new ASN1Integer(length)));
    info.add(new DERSequence(new ASN1ObjectIdentifier(limited ? LIMITED_OID : INHERIT_ALL)));
    return new Extension(PROXY_CERT_INFO, true, new DERSequence(info).getEncoded());
  }
}
