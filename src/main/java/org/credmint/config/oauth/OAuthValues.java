// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.oauth;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import org.credmint.config.knob.InvalidKnobValueException;

/** From the text of an OAuth2 service's knob to a value with a type. */
final class OAuthValues {
  private static final int LONGEST = 2048;
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "[::1]", "localhost");

  private OAuthValues() {}

  /** A printable text, such as a client's id. */
  static String text(String text) throws InvalidKnobValueException {
    if (text.length() > LONGEST || text.chars().anyMatch(Character::isISOControl)) {
      throw new InvalidKnobValueException(
          "is longer than " + LONGEST + " characters or contains a control character",
          "write it as the issuer gave it");
    }
    return text;
  }

  /** An issuer's endpoint: secrets are sent there, so nobody on the way may read them. */
  static URI endpoint(String text) throws InvalidKnobValueException {
    String fix = "write a URL such as https://issuer.example.org/token";
    URI url = parsed(text, fix);
    boolean https = "https".equalsIgnoreCase(url.getScheme());
    boolean local = "http".equalsIgnoreCase(url.getScheme()) && LOOPBACK.contains(hostOf(url));
    if (hostOf(url).isEmpty() || !(https || local)) {
      throw new InvalidKnobValueException(
          "is not an https URL with a host, and secrets are sent there", fix);
    }
    if (url.getRawUserInfo() != null || url.getRawFragment() != null) {
      throw new InvalidKnobValueException(
          "has a user name or a fragment, which an endpoint must not have", fix);
    }
    return url;
  }

  private static URI parsed(String text, String fix) throws InvalidKnobValueException {
    try {
      return new URI(text(text));
    } catch (URISyntaxException e) {
      throw new InvalidKnobValueException("is not a URL", fix);
    }
  }

  private static String hostOf(URI url) {
    return url.getHost() == null ? "" : url.getHost().toLowerCase(Locale.ROOT);
  }

  /** How a client proves who it is, in any case. */
  static OAuthSettings.Method method(String text) throws InvalidKnobValueException {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "client_secret_post" -> OAuthSettings.Method.CLIENT_SECRET_POST;
      case "client_secret_basic" -> OAuthSettings.Method.CLIENT_SECRET_BASIC;
      case "private_key_jwt" -> OAuthSettings.Method.PRIVATE_KEY_JWT;
      default ->
          throw new InvalidKnobValueException(
              "is not a way in which Credmint proves who it is",
              "write client_secret_post, client_secret_basic or private_key_jwt");
    };
  }
}
