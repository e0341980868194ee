package org.credmint.daemon;

import java.time.Instant;
import org.credmint.issue.Issuance;
import org.credmint.issue.Issuer;
import org.credmint.issue.TokenIds;
import org.credmint.key.Signatures;
import org.credmint.key.SigningKey;
import org.credmint.policy.Plan;

/** Issues tokens; chooses their ids. */
record Minter(Issuer issuer, TokenIds ids, Signatures signatures) {
  /** Tells how many tokens are wanted at once, before the first of them. */
  void expect(int tokens, Instant now) {
    signatures.expect(tokens, now);
  }

  Issuance mint(Plan plan, SigningKey key, Instant now) {
    return issuer.mint(plan, key, now, ids.next());
  }
}
