// SPDX-License-Identifier: Apache-2.0
package org.credmint.policy.decision;

import org.credmint.credential.CredentialId;

/** Why a credential is not issued, for good or for now. */
public sealed interface Denial permits Refusal, Suspension, Revoked {
  /** Which credential was asked for. */
  CredentialId id();

  /** The knob, or the rule of one, that stands in the way. */
  String rule();

  /** Why, on one line. */
  String reason();
}
