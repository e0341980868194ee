// SPDX-License-Identifier: Apache-2.0
package org.credmint.credential;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a token says (RFC 7519 section 4.1, RFC 8693 section 4.2). It holds no secret and may be
 * printed.
 *
 * @param issuer {@code iss}
 * @param subject {@code sub}
 * @param audiences {@code aud}; empty where there is none
 * @param scope {@code scope}: blank-separated; empty where there is none
 * @param profile told by {@code ver} or {@code wlcg.ver}; empty where neither is known
 * @param issuedAt {@code iat}, whole seconds
 * @param notBefore {@code nbf}, whole seconds
 * @param expiresAt {@code exp}, whole seconds
 * @param tokenId {@code jti}; empty where there is none
 */
public record TokenClaims(
    String issuer,
    String subject,
    List<String> audiences,
    String scope,
    Optional<TokenProfile> profile,
    Instant issuedAt,
    Optional<Instant> notBefore,
    Instant expiresAt,
    String tokenId) {

  /** Takes a copy of the audiences. */
  public TokenClaims {
    audiences = List.copyOf(audiences);
  }

  /**
   * The same as of any credential.
   *
   * @param keyId {@code kid} of the token's header; empty where there is none
   */
  public Description described(String keyId) {
    return new Description(
        CredentialKind.SCITOKEN,
        issuer,
        keyId,
        tokenId,
        subject,
        audiences,
        scope,
        issuedAt,
        expiresAt);
  }

  /** How long the token lives, from {@code iat} to {@code exp}. */
  public Duration lifetime() {
    return Duration.between(issuedAt, expiresAt);
  }
}
