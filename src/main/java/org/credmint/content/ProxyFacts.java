// SPDX-License-Identifier: Apache-2.0
package org.credmint.content;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509CertificateHolder;
import org.credmint.content.Content.ContentFact;
import org.credmint.secret.Redaction;
import org.credmint.x509.VomsAttributes;

/**
 * What HTCondor puts into the ad of a job that has a proxy, under the same names ({@code
 * globus_utils.cpp}, 23.9 to 25.14).
 */
final class ProxyFacts {
  private static final int SHOWN = 300;

  private ProxyFacts() {}

  /**
   * The facts.
   *
   * @param identity whom the proxy speaks for
   * @param path the proxy and those that it was made from
   */
  static List<ContentFact> of(
      String identity, List<X509CertificateHolder> path, List<VomsAttributes> voms) {
    List<ContentFact> facts = new ArrayList<>();
    add(facts, "x509UserProxyEmail", email(path));
    if (!voms.isEmpty()) {
      VomsAttributes first = voms.get(0);
      add(facts, "x509UserProxyVOName", first.vo());
      add(facts, "x509UserProxyFirstFQAN", first.fqans().isEmpty() ? "" : first.fqans().get(0));
      add(facts, "x509UserProxyFQAN", fqan(identity, first));
      facts.add(ContentFact.of("VOMS not before", first.notBefore()));
      facts.add(ContentFact.of("VOMS not after", first.notAfter()));
    }
    return facts;
  }

  private static void add(List<ContentFact> facts, String name, String value) {
    if (!value.isEmpty()) {
      facts.add(new ContentFact(name, Redaction.printable(value, SHOWN)));
    }
  }

  /** The identity and all FQANs, with HTCondor's default delimiter and escapes. */
  private static String fqan(String identity, VomsAttributes voms) {
    return Stream.concat(Stream.of(identity), voms.fqans().stream())
        .map(one -> one.replace("&", "&amp;").replace(",", "&comma;"))
        .collect(Collectors.joining(","));
  }

  /** The first in the chain; HTCondor does not look at the proxy itself. */
  private static String email(List<X509CertificateHolder> path) {
    return path.stream()
        .skip(1)
        .map(
            one ->
                GeneralNames.fromExtensions(one.getExtensions(), Extension.subjectAlternativeName))
        .filter(names -> names != null)
        .flatMap(names -> Stream.of(names.getNames()))
        .filter(name -> name.getTagNo() == GeneralName.rfc822Name)
        .map(GeneralName::getName)
        .filter(ASN1String.class::isInstance)
        .map(name -> ((ASN1String) name).getString())
        .findFirst()
        .orElse("");
  }
}
