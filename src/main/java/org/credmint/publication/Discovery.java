// SPDX-License-Identifier: Apache-2.0
package org.credmint.publication;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The document by which verifiers find an issuer's key set (OpenID Connect Discovery 1.0 section
 * 4).
 *
 * @param issuer whose it is
 * @param keySetUrl {@code jwks_uri}
 */
public record Discovery(String issuer, String keySetUrl) {
  /** Its name, below {@code .well-known}. */
  public static final String NAME = "openid-configuration";

  /** Where an issuer's document is. */
  public static String urlOf(String issuer) {
    return IssuerLocation.below(issuer, NAME);
  }

  /**
   * Reads what was fetched.
   *
   * @param issuer the issuer that tokens name
   * @throws KeySetException where it is not such a document of this issuer
   */
  public static Discovery parse(byte[] content, String issuer) throws KeySetException {
    Map<String, @Nullable Object> members;
    try {
      members = JSONObjectUtils.parse(new String(content, StandardCharsets.UTF_8));
    } catch (ParseException | RuntimeException e) { // of input that is nested too deeply
      throw new KeySetException(urlOf(issuer) + " is not JSON: serve the file that was published");
    }
    if (members == null || !issuer.equals(members.get("issuer"))) {
      throw new KeySetException(
          "%s does not name the issuer %s, so verifiers refuse it: serve the file that was published"
              .formatted(urlOf(issuer), issuer));
    }
    if (!(members.get("jwks_uri") instanceof String url)) {
      throw new KeySetException(
          urlOf(issuer) + " has no jwks_uri: serve the file that was published");
    }
    return new Discovery(issuer, url);
  }

  String toJson() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("issuer", issuer);
    members.put("jwks_uri", keySetUrl);
    return JSONObjectUtils.toJSONString(members);
  }
}
