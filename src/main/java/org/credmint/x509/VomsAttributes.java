// SPDX-License-Identifier: Apache-2.0
package org.credmint.x509;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x509.Attribute;
import org.bouncycastle.asn1.x509.AttributeCertificate;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.IetfAttrSyntax;
import org.bouncycastle.cert.X509AttributeCertificateHolder;
import org.bouncycastle.cert.X509CertificateHolder;

/**
 * What a VOMS server has said of the holder of a proxy: an attribute certificate (RFC 5755) in an
 * extension of the proxy. Its signature is not checked.
 *
 * @param vo the virtual organisation
 * @param fqans its groups and roles, such as {@code /lab/Role=prod}; the first counts most
 * @param notBefore from when it is valid
 * @param notAfter until when
 */
public record VomsAttributes(String vo, List<String> fqans, Instant notBefore, Instant notAfter) {
  private static final ASN1ObjectIdentifier CERTIFICATES =
      new ASN1ObjectIdentifier("1.3.6.1.4.1.8005.100.100.5");

  private static final ASN1ObjectIdentifier FQANS =
      new ASN1ObjectIdentifier("1.3.6.1.4.1.8005.100.100.4");

  /** Takes a copy. */
  public VomsAttributes {
    fqans = List.copyOf(fqans);
  }

  /**
   * The attributes of a proxy; those of the last one made hide the others.
   *
   * @param path a proxy and those that it was made from
   * @throws IOException where they are damaged
   */
  public static List<VomsAttributes> of(List<X509CertificateHolder> path) throws IOException {
    for (X509CertificateHolder one : path) {
      Extension extension = one.getExtension(CERTIFICATES);
      if (extension != null) {
        return of(extension);
      }
    }
    return List.of();
  }

  private static List<VomsAttributes> of(Extension extension) throws IOException {
    List<VomsAttributes> found = new ArrayList<>();
    try {
      for (ASN1Encodable list : ASN1Sequence.getInstance(extension.getParsedValue())) {
        for (ASN1Encodable one : ASN1Sequence.getInstance(list)) {
          found.add(of(new X509AttributeCertificateHolder(AttributeCertificate.getInstance(one))));
        }
      }
      return found;
    } catch (RuntimeException e) {
      throw new IOException("its VOMS attributes are damaged", e);
    }
  }

  private static VomsAttributes of(X509AttributeCertificateHolder certificate) {
    List<String> fqans = new ArrayList<>();
    String vo = "";
    for (Attribute attribute : certificate.getAttributes(FQANS)) {
      for (ASN1Encodable value : attribute.getAttributeValues()) {
        IetfAttrSyntax syntax = IetfAttrSyntax.getInstance(value);
        vo = vo.isEmpty() ? organisation(syntax) : vo;
        for (Object fqan : syntax.getValues()) {
          fqans.add(text(fqan));
        }
      }
    }
    return new VomsAttributes(
        vo, fqans, certificate.getNotBefore().toInstant(), certificate.getNotAfter().toInstant());
  }

  /** Of {@code lab://voms.example.org:15000}, the part before the colon. */
  private static String organisation(IetfAttrSyntax syntax) {
    if (syntax.getPolicyAuthority() == null) {
      return "";
    }
    for (GeneralName name : syntax.getPolicyAuthority().getNames()) {
      if (name.getTagNo() == GeneralName.uniformResourceIdentifier) {
        String uri = text(name.getName());
        int end = uri.indexOf("://");
        return end < 0 ? uri : uri.substring(0, end);
      }
    }
    return "";
  }

  private static String text(Object value) {
    if (value instanceof ASN1OctetString octets) {
      return new String(octets.getOctets(), StandardCharsets.UTF_8);
    }
    return value instanceof ASN1String string ? string.getString() : String.valueOf(value);
  }
}
