// SPDX-License-Identifier: Apache-2.0
package org.credmint.standing;

import java.util.Optional;
import org.credmint.config.standing.StandingKnob;
import org.credmint.config.standing.StandingRights;
import org.credmint.credential.CredentialId;
import org.credmint.policy.decision.Suspension;

/**
 * Whether a standing credential is only kept, because a newer configuration has a mistake.
 *
 * @param isKept whether it is
 * @param narrowed the knob because of which nothing is issued; empty where it goes on
 * @param why why nothing is
 */
record Kept(boolean isKept, Optional<StandingKnob> narrowed, String why) {
  /** Its configuration could be used whole. */
  static final Kept NOT = new Kept(false, Optional.empty(), "");

  /** The provider that it was signed by is not served. */
  static final Kept WITHOUT_PROVIDER =
      new Kept(true, Optional.of(StandingKnob.PROVIDER), "this provider is not served");

  static Kept under(StandingRights newer, StandingRights before) {
    return new Kept(
        true,
        newer.narrowedSince(before),
        "it has changed, and the configuration of this credential has a mistake");
  }

  /** Why nothing is issued for now; empty where it goes on. */
  Optional<Suspension> suspension(CredentialId id) {
    return narrowed.map(knob -> new Suspension(id, knob.nameFor(id.provider()), why));
  }
}
