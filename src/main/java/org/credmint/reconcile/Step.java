// SPDX-License-Identifier: Apache-2.0
package org.credmint.reconcile;

import java.util.Optional;
import org.credmint.credential.CredentialId;
import org.credmint.issue.Issuance.Issued;
import org.credmint.policy.decision.Refusal;
import org.credmint.provider.Provider.Answer.Planned;
import org.credmint.secret.Secret;
import org.credmint.store.CredentialStore;

/** How far a credential has come in a batch, and so what is to be done with it next. */
sealed interface Step {
  /** Why the job is to be put on hold; empty where it is not. */
  default Optional<Refusal> holdsFor() {
    return this instanceof Refused refused && refused.holds()
        ? Optional.of(refused.refusal())
        : Optional.empty();
  }

  /** What belongs into the file; empty where that is left as it is. */
  default Optional<Secret> content(CredentialId id) {
    if (this instanceof KeepPlace) {
      return Optional.of(Secret.of(CredentialStore.placeholder(id)));
    }
    return this instanceof Write made ? Optional.of(made.issued().content()) : Optional.empty();
  }

  /** What was issued, and is on record, does not get into its file. */
  default Step lost(String reason) {
    return this instanceof Write made
        ? new NotWritten(made.planned(), made.issued(), reason)
        : this;
  }

  /** Nothing: what is there is good, or nothing can be done now. */
  record Settled() implements Step {}

  /**
   * Nothing: policy does not allow it.
   *
   * @param isNews whether that is to be told
   * @param holds whether the job is to be put on hold
   */
  record Refused(Refusal refusal, boolean isNews, boolean holds) implements Step {}

  /** It was taken back, and the file is to be removed. */
  record Withdraw(Refusal refusal) implements Step {}

  /** The note is to be written that keeps the place of a credential which only jobs have. */
  record KeepPlace() implements Step {}

  /** It is to be issued. */
  record Issue(Planned<?> planned) implements Step {}

  /** It was issued, and is to be recorded and written. */
  record Write(Planned<?> planned, Issued issued) implements Step {}

  /** It was issued and recorded, but could not be written. */
  record NotWritten(Planned<?> planned, Issued issued, String reason) implements Step {}
}
