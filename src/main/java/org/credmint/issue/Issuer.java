package org.credmint.issue;

import java.time.Instant;
import org.credmint.key.SigningKey;
import org.credmint.policy.Plan;

/** Issues what policy has planned. It neither logs nor retries; the answer tells what to do. */
public interface Issuer {
  /**
   * Issues one credential.
   *
   * @param plan what it shall say
   * @param key what signs it; the key of the plan's provider
   * @param now the time that it is issued at
   * @param tokenId its {@code jti}; never used before (RFC 7519 section 4.1.7)
   */
  Issuance mint(Plan plan, SigningKey key, Instant now, String tokenId);
}
