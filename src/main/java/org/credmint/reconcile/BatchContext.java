// SPDX-License-Identifier: Apache-2.0
package org.credmint.reconcile;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.credmint.credential.CredentialId;
import org.credmint.policy.decision.Revoked;
import org.credmint.provider.ActiveConfiguration;
import org.credmint.renew.RenewalSchedule;
import org.credmint.request.Destination;
import org.credmint.request.Request;
import org.credmint.revocation.Revocations;
import org.credmint.store.CredentialFile;
import org.credmint.store.Stored;

/**
 * What all credentials of a batch have in common.
 *
 * @param active the configuration
 * @param revocations what is taken back
 * @param now when the batch began
 * @param uid the user id that owns the files of which nothing else is said
 */
record BatchContext(ActiveConfiguration active, Revocations revocations, Instant now, int uid) {
  RenewalSchedule schedule() {
    return active.schedule();
  }

  /** Why the token that is there has to be replaced by another one; empty where it may stay. */
  Optional<String> whyTakenBack(Request request, Stored.Held held) {
    return revocations.whyReplaced(request, held.reading().description().serial());
  }

  /** Whether a token that jobs do not get any more is left to those that have it. */
  boolean mayStay(Request request, Stored.Held held) {
    return held.expiresAt().isAfter(now)
        && whyTakenBack(request, held).isEmpty()
        && revocations
            .denial(request, Optional.of(held.reading().description().keyId()))
            .filter(revoked -> revoked.effect() == Revoked.Effect.WITHDRAW)
            .isEmpty();
  }

  /** The file of a credential at its destination. */
  CredentialFile file(CredentialId id, Destination destination) {
    if (destination instanceof Destination.Exported exported) {
      OptionalInt owner = exported.uid();
      String name = String.valueOf(exported.file().getFileName());
      return new CredentialFile(id, name, exported.mode(), owner, exported.gid());
    }
    return CredentialFile.inUserDirectory(id, active.settings().useFileMode());
  }
}
