// SPDX-License-Identifier: Apache-2.0
package org.credmint.reconcile;

import java.time.Instant;
import java.util.Optional;
import org.credmint.os.file.Directory;
import org.credmint.os.libc.PosixException;
import org.credmint.policy.decision.Denial;
import org.credmint.policy.decision.Refusal;
import org.credmint.policy.decision.Revoked;
import org.credmint.policy.decision.Suspension;
import org.credmint.store.CredentialFile;
import org.credmint.store.CredentialStore;

/** What becomes of one credential that is not issued. */
final class Denials {
  private final CredentialFile file;
  private final CredentialProgress progress;

  Denials(CredentialFile file, CredentialProgress progress) {
    this.file = file;
    this.progress = progress;
  }

  /**
   * What is to be done next.
   *
   * @param hasFile whether a credential is there
   * @param validUntil when that one expires; empty where it has, or there is none
   */
  Step stepOf(Denial denial, boolean hasFile, Optional<Instant> validUntil) {
    if (denial instanceof Refusal refusal) {
      return refused(refusal, validUntil, true);
    }
    if (denial instanceof Revoked revoked) {
      return stepOf(revoked, hasFile, validUntil);
    }
    progress.suspend((Suspension) denial);
    return new Step.Settled();
  }

  /**
   * A job that has a token goes on with it, unless that is withdrawn; one that has none is put on
   * hold.
   */
  private Step stepOf(Revoked revoked, boolean hasFile, Optional<Instant> validUntil) {
    if (revoked.effect() == Revoked.Effect.UNKNOWN) {
      progress.block(
          revoked.rule() + " cannot be read: " + revoked.reason(), "the list can be read");
      return new Step.Settled();
    }
    return revoked.effect() == Revoked.Effect.WITHDRAW && hasFile
        ? new Step.Withdraw(revoked.toRefusal())
        : refused(revoked.toRefusal(), validUntil, validUntil.isEmpty());
  }

  private Step refused(Refusal refusal, Optional<Instant> validUntil, boolean holds) {
    boolean isNews = progress.refuse(refusal, validUntil);
    if (!holds) {
      validUntil.ifPresent(progress::lookAgainAt); // a job whose token has expired is held
    }
    return new Step.Refused(refusal, isNews, holds);
  }

  /** What was issued, and is on record, has been taken back since then. */
  Step lost(Step.Write made, Revoked revoked) {
    String reason = "not written: %s: %s".formatted(revoked.rule(), revoked.reason());
    progress.fail(reason);
    return made.lost(reason);
  }

  /**
   * Removes the file, if that is the step.
   *
   * @return the step after that
   */
  Step remove(Step step, Directory directory, CredentialStore store) {
    if (!(step instanceof Step.Withdraw withdraw)) {
      return step;
    }
    try {
      store.remove(directory, file);
      progress.withdrawn(withdraw.refusal());
      return refused(withdraw.refusal(), Optional.empty(), true);
    } catch (PosixException e) {
      progress.notWithdrawn(withdraw.refusal(), e);
      return new Step.Settled();
    }
  }
}
