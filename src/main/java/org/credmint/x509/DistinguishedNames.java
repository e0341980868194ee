// SPDX-License-Identifier: Apache-2.0
package org.credmint.x509;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.ASN1BMPString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.ASN1T61String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;

/** Distinguished names (X.501) in the two forms that grids compare letter by letter. */
public final class DistinguishedNames {
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

  /** What only OpenSSL has a name for, of what certificates of grids have. */
  private static final Map<ASN1ObjectIdentifier, String> OF_OPENSSL =
      Map.of(
          BCStyle.EmailAddress, "emailAddress",
          BCStyle.SERIALNUMBER, "serialNumber",
          BCStyle.GIVENNAME, "GN",
          BCStyle.SURNAME, "SN",
          BCStyle.T, "title",
          BCStyle.INITIALS, "initials");

  private DistinguishedNames() {}

  /** As OpenSSL, the grid map files and HTCondor have it: {@code /DC=org/O=Lab/CN=Alice}. */
  public static String slash(X500Name name) {
    return Arrays.stream(name.getRDNs())
        .map(rdn -> "/" + joined(rdn, false))
        .collect(Collectors.joining());
  }

  /**
   * As GlideinWMS makes it: the string of RFC 4514, cut at each comma, back to front. Its library
   * knows no name for an e-mail address, and a comma in a value is cut too.
   */
  public static String ofGlideinWms(X500Name name) {
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
    String otherwise = forGlideinWms ? type.getId() : OF_OPENSSL.getOrDefault(type, type.getId());
    ASN1Encodable value = one.getValue();
    String text = value instanceof ASN1String string ? string.getString() : String.valueOf(value);
    return NAMES.getOrDefault(type, otherwise)
        + "="
        + (forGlideinWms ? escaped(text) : printable(text, charset(value)));
  }

  /** In what the bytes of a value are, since OpenSSL prints bytes and not characters. */
  private static Charset charset(ASN1Encodable value) {
    if (value instanceof ASN1BMPString) {
      return StandardCharsets.UTF_16BE;
    }
    return value instanceof ASN1T61String ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8;
  }

  /** {@code X509_NAME_oneline} of OpenSSL 3: bytes that are not ASCII as {@code \xC3}, and \/. */
  private static String printable(String text, Charset charset) {
    StringBuilder printed = new StringBuilder();
    for (byte one : text.getBytes(charset)) {
      if (one == '/' || one == '+') {
        printed.append('\\').append((char) one);
      } else if (one >= ' ' && one <= '~') {
        printed.append((char) one);
      } else {
        printed.append("\\x").append(HexFormat.of().withUpperCase().toHexDigits(one));
      }
    }
    return printed.toString();
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
