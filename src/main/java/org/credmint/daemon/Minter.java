package org.credmint.daemon;

import java.time.Instant;
import org.credmint.issue.Issuance;
import org.credmint.key.SigningKey;
import org.credmint.policy.Plan;

/** Issues a token; chooses its id. */
interface Minter {
  Issuance mint(Plan plan, SigningKey key, Instant now);
}
