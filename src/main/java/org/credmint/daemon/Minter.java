package org.credmint.daemon;

import java.time.Instant;
import java.util.UUID;
import org.credmint.issue.Issuance;
import org.credmint.issue.Issuer;
import org.credmint.key.Signatures;
import org.credmint.key.SigningKey;
import org.credmint.policy.Plan;

/** Issues tokens; chooses their ids. */
record Minter(Issuer issuer, Signatures signatures) {
  Issuance mint(Plan plan, SigningKey key, Instant now) {
    return issuer.mint(plan, key, now, UUID.randomUUID().toString());
  }
}
