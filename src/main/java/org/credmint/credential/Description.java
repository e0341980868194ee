// SPDX-License-Identifier: Apache-2.0
package org.credmint.credential;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What an existing credential says of itself, whatever its kind. It holds no secret and may be
 * printed. Text is empty where the credential does not say.
 *
 * @param kind what it is
 * @param issuer who made it: {@code iss}, or an issuer's distinguished name
 * @param keyId what it is signed with: {@code kid}
 * @param serial what tells it from every other of its issuer: {@code jti}, or a serial number
 * @param subject whom it speaks for: {@code sub}, or a distinguished name
 * @param audiences whom it is for: {@code aud}
 * @param scope what it allows, blank-separated
 * @param issuedAt when its life begins
 * @param expiresAt when its life ends
 */
public record Description(
    CredentialKind kind,
    String issuer,
    String keyId,
    String serial,
    String subject,
    List<String> audiences,
    String scope,
    Instant issuedAt,
    Instant expiresAt) {
  /** Takes a copy of the audiences. */
  public Description {
    audiences = List.copyOf(audiences);
  }

  /** From the beginning of its life to the end. */
  public Duration lifetime() {
    return Duration.between(issuedAt, expiresAt);
  }
}
