// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue;

import com.nimbusds.jose.Payload;
import java.util.HashMap;
import java.util.Map;
import org.credmint.credential.TokenClaims;
import org.credmint.credential.TokenProfile;

/**
 * The claims of a new token: {@code iss, sub, aud, exp, nbf, iat, jti} (RFC 7519 section 4.1),
 * {@code scope} (RFC 8693 section 4.2), and {@code ver} (SciTokens 2.0) or {@code wlcg.ver} (WLCG
 * Common JWT Profile). Their order in the token is Nimbus's and means nothing.
 *
 * <p>Not by Nimbus's claims set, which makes a text of a list with one audience: jobs were always
 * given a list.
 */
final class ClaimsWriter {
  private ClaimsWriter() {}

  static Payload payload(TokenClaims token) {
    Map<String, Object> claims = new HashMap<>();
    claims.put("iss", token.issuer());
    if (!token.audiences().isEmpty()) {
      claims.put("aud", token.audiences());
    }
    token.profile().ifPresent(profile -> putVersion(claims, profile));
    claims.put("sub", token.subject());
    if (!token.scope().isEmpty()) {
      claims.put("scope", token.scope());
    }
    claims.put("iat", token.issuedAt().getEpochSecond());
    token.notBefore().ifPresent(time -> claims.put("nbf", time.getEpochSecond()));
    claims.put("exp", token.expiresAt().getEpochSecond());
    claims.put("jti", token.tokenId());
    return new Payload(claims);
  }

  private static void putVersion(Map<String, Object> claims, TokenProfile profile) {
    if (profile == TokenProfile.SCITOKENS_2) {
      claims.put("ver", "scitoken:2.0");
    } else if (profile == TokenProfile.WLCG_1) {
      claims.put("wlcg.ver", "1.0");
    }
  }
}
