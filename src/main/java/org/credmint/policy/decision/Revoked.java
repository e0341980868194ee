// SPDX-License-Identifier: Apache-2.0
package org.credmint.policy.decision;

import org.credmint.credential.CredentialId;

/**
 * A credential that an administrator has taken back, or that nobody can tell whether one has.
 *
 * @param id which credential was asked for
 * @param rule the revocation that stands in the way, such as {@code revocation R7K2M}
 * @param reason what it says, on one line
 * @param effect what follows besides that nothing is issued
 */
public record Revoked(CredentialId id, String rule, String reason, Effect effect)
    implements Denial {
  /** What becomes of what was issued before. */
  public enum Effect {
    /** It stays until it expires; jobs that have none are put on hold. */
    STOP,
    /** Its file is removed, and the job is put on hold. */
    WITHDRAW,
    /** Nothing: the list of revocations cannot be read, so nobody knows. */
    UNKNOWN
  }

  /** The same as a refusal, for those who put jobs on hold and for the audit log. */
  public Refusal toRefusal() {
    return new Refusal(id, rule, reason);
  }
}
