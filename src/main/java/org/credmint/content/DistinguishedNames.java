// SPDX-License-Identifier: Apache-2.0
package org.credmint.content;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;

/** Distinguished names (X.501) in the two forms that grids compare letter by letter. */
final class DistinguishedNames {
  private static final Map<ASN1ObjectIdentifier, String> NAMES =
      Map.of(
          BCStyle.CN, "CN",
          BCStyle.L, "L",
          BCStyle.ST, "ST",
          BCStyle.O, "O",
          BCStyle.OU, "OU",
          BCStyle.C, "C",
          BCStyle.STREET, "STREET",
          BCStyle.DC, "DC",
          BCStyle.UID, "UID");

  private DistinguishedNames() {}

  /** As OpenSSL, the grid map files and HTCondor have it: {@code /DC=org/O=Lab/CN=Alice}. */
  static String slash(X500Name name) {
    return Arrays.stream(name.getRDNs())
        .map(rdn -> "/" + joined(rdn, false))
        .collect(Collectors.joining());
  }

  /**
   * As GlideinWMS makes it: the string of RFC 4514, cut at each comma, back to front. Its library
   * knows no name for an e-mail address, and a comma in a value is cut too.
   */
  static String ofGlideinWms(X500Name name) {
    List<RDN> rdns = Arrays.asList(name.getRDNs().clone());
    Collections.reverse(rdns);
    List<String> parts =
        Arrays.asList(
            rdns.stream()
                .map(rdn -> joined(rdn, true))
                .collect(Collectors.joining(","))
                .split(","));
    Collections.reverse(parts);
    return "/" + String.join("/", parts);
  }

  private static String joined(RDN rdn, boolean forGlideinWms) {
    return Arrays.stream(rdn.getTypesAndValues())
        .map(one -> attribute(one, forGlideinWms))
        .collect(Collectors.joining("+"));
  }

  private static String attribute(AttributeTypeAndValue one, boolean forGlideinWms) {
    ASN1ObjectIdentifier type = one.getType();
    boolean isMail = type.equals(BCStyle.EmailAddress) && !forGlideinWms;
    String name = isMail ? "emailAddress" : NAMES.getOrDefault(type, type.getId());
    ASN1Encodable value = one.getValue();
    String text = value instanceof ASN1String string ? string.getString() : String.valueOf(value);
    return name + "=" + (forGlideinWms ? escaped(text) : text);
  }

  /** RFC 4514 section 2.4. */
  private static String escaped(String value) {
    String text = value.replaceAll("([\\\\\"+,;<>])", "\\\\$1").replace("\0", "\\00");
    if (text.startsWith("#") || text.startsWith(" ")) {
      text = "\\" + text;
    }
    return text.endsWith(" ") && text.length() > 1
        ? text.substring(0, text.length() - 1) + "\\ "
        : text;
  }
}
