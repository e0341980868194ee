// SPDX-License-Identifier: Apache-2.0
package org.credmint.reconcile;

import java.util.Optional;
import org.credmint.credential.CredentialId;
import org.credmint.policy.decision.Refusal;

/**
 * What became of one credential.
 *
 * @param id which
 * @param fate of its file
 * @param known what is to be remembered
 * @param refusal why policy allows none; empty where it was not asked, or allows one
 */
public record Outcome(
    CredentialId id, Fate fate, CredentialRecord known, Optional<Refusal> refusal) {
  /** What became of a credential's file. */
  public enum Fate {
    /** It is not to be removed, or its removal is not recorded yet. */
    KEPT,
    /** Its removal is recorded in the audit log, but the file could not be removed. */
    REMOVAL_RECORDED,
    /** It is gone, as was asked. */
    REMOVED,
    /** It is somebody else's, and stays. */
    FOREIGN
  }
}
