// SPDX-License-Identifier: Apache-2.0
package org.credmint.publication;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.credmint.secret.Redaction;

/**
 * Where an issuer's documents stand below the published directory: {@code
 * host[_port]/path/.well-known}, so that one directory can serve several issuers and hosts.
 *
 * @param issuer the issuer's URL, as tokens have it
 * @param directories the names from the published directory down, {@code .well-known} the last
 */
record IssuerLocation(String issuer, List<String> directories) {
  private static final Pattern HOST = Pattern.compile("[a-z0-9](?:[a-z0-9.-]{0,252}[a-z0-9])?");
  private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9_~-][A-Za-z0-9._~-]{0,254}");
  private static final int LONGEST_SHOWN = 200;

  IssuerLocation {
    directories = List.copyOf(directories);
  }

  /**
   * Finds the place.
   *
   * @throws KeySetException where the URL is not one that verifiers fetch keys from
   */
  static IssuerLocation of(String issuer) throws KeySetException {
    try {
      URI url = new URI(issuer);
      String host = url.getHost() == null ? "" : url.getHost().toLowerCase(Locale.ROOT);
      if (!"https".equals(url.getScheme()) || !HOST.matcher(host).matches()) {
        throw refused(issuer);
      }
      List<String> names = new ArrayList<>();
      names.add(url.getPort() < 0 ? host : host + "_" + url.getPort());
      for (String segment : url.getRawPath().split("/", -1)) {
        if (SEGMENT.matcher(segment).matches()) {
          names.add(segment);
        } else if (!segment.isEmpty()) {
          throw refused(issuer);
        }
      }
      names.add(".well-known");
      return new IssuerLocation(issuer, names);
    } catch (URISyntaxException e) {
      throw refused(issuer);
    }
  }

  /** Where verifiers fetch the key set. */
  String keySetUrl() {
    return below(issuer, KeySetDirectory.KEY_SET);
  }

  /** The URL of an issuer's document. */
  static String below(String issuer, String name) {
    String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    return base + "/.well-known/" + name;
  }

  private static KeySetException refused(String issuer) {
    return new KeySetException(
        "the issuer %s cannot be published: verifiers fetch keys from an https URL with a host and a plain path"
            .formatted(Redaction.clean(issuer, LONGEST_SHOWN)));
  }
}
