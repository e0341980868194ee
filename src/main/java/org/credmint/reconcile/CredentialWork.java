// SPDX-License-Identifier: Apache-2.0
package org.credmint.reconcile;

import java.time.Instant;
import java.util.Optional;
import org.credmint.audit.line.AuditEntry;
import org.credmint.credential.CredentialId;
import org.credmint.credential.Description;
import org.credmint.event.CredentialEvent;
import org.credmint.issue.Issuance;
import org.credmint.issue.Issuance.Awaited;
import org.credmint.issue.Issuance.Failed;
import org.credmint.issue.Issuance.Issued;
import org.credmint.os.file.Directory;
import org.credmint.os.libc.PosixException;
import org.credmint.policy.decision.Denial;
import org.credmint.policy.decision.Refusal;
import org.credmint.policy.decision.Revoked;
import org.credmint.provider.Provider;
import org.credmint.provider.Provider.Answer.Planned;
import org.credmint.request.Request;
import org.credmint.request.Subject;
import org.credmint.revocation.Gate;
import org.credmint.revocation.Revocations;
import org.credmint.store.CredentialFile;
import org.credmint.store.CredentialStore;
import org.credmint.store.FileVersion;
import org.credmint.store.Stored;

/**
 * One credential on its way through a batch: looked at, decided, issued, written. Each {@link Step}
 * says what is to be done next.
 */
final class CredentialWork {
  private final Request request;
  private final Provider provider;
  private final BatchContext context;
  private final CredentialFile file;
  private final CredentialProgress progress;
  private final Denials denials;
  private Stored stored = new Stored.Missing();
  private Step step = new Step.Settled();

  CredentialWork(CredentialTask task, Request request, Provider provider, BatchContext context) {
    this.request = request;
    this.provider = provider;
    this.context = context;
    this.file = context.file(request.id(), provider.destination(request));
    this.progress = new CredentialProgress(task, provider.kind(), context);
    this.denials = new Denials(file, progress);
  }

  CredentialId id() {
    return request.id();
  }

  Provider provider() {
    return provider;
  }

  CredentialFile file() {
    return file;
  }

  CredentialProgress progress() {
    return progress;
  }

  private CredentialRecord known() {
    return progress.known();
  }

  Optional<Refusal> refusal() {
    return step.holdsFor();
  }

  /** Reads what is there, and tells whether policy has to be asked. */
  boolean look(CredentialStore store, Directory directory, boolean recheck) {
    try {
      boolean all = recheck || (provider.isStanding() && known().isDue(context.now()));
      stored = store.look(directory, file, all ? FileVersion.NONE : known().mark(), provider::read);
    } catch (PosixException e) {
      progress.fail(String.valueOf(e.getMessage()));
      return false;
    }
    boolean asBefore =
        stored instanceof Stored.Missing
            ? progress.isMissing(request)
            : stored instanceof Stored.Unchanged;
    return recheck || !asBefore || known().awaited() || known().isDue(context.now());
  }

  /** Asks policy, and finds out whether a credential is needed. */
  void decide() {
    if (request.subject() instanceof Subject.User && provider.isForJobs()) {
      keepPlace();
    } else if (!isForLater()) {
      take(Gate.decide(context.revocations(), provider, request));
    }
    if (stored instanceof Stored.Held held) {
      held.content().close();
    }
  }

  private void take(Provider.Answer answer) {
    if (answer instanceof Planned<?> planned) {
      if (isNeeded(planned)) {
        step = new Step.Issue(planned);
      }
    } else if (answer instanceof Provider.Answer.Denied denied) {
      deny(denied.denial());
    }
  }

  private void deny(Denial denial) {
    if (stored instanceof Stored.Held held) {
      progress.holds(held);
    }
    boolean isKnown = stored.isThere() && known().hasFile();
    boolean hasFile = isKnown || stored instanceof Stored.Unusable;
    step = denials.stepOf(denial, hasFile, validUntil());
  }

  /**
   * A job that cannot run gets no first token: it is made when the job is released. So no token
   * comes back either that was removed from a job for good.
   */
  private boolean isForLater() {
    boolean later =
        stored instanceof Stored.Missing
            && request.subject() instanceof Subject.Job job
            && !job.mayRun();
    if (later && known().refusal() == 0) {
      progress.hasNone();
    }
    return later;
  }

  /**
   * HTCondor's submit waits for the user's file of each provider, though jobs use their own. A
   * token that is there from before is left to running jobs until it dies.
   */
  private void keepPlace() {
    if (stored instanceof Stored.Placeholder placeholder) {
      progress.holdsPlace(placeholder.mark());
    } else if (stored instanceof Stored.Held held && context.mayStay(request, held)) {
      progress.holdsUntilItExpires(held);
    } else {
      step = new Step.KeepPlace();
    }
  }

  /** When the credential expires that is still in the file, whatever policy says now. */
  private Optional<Instant> validUntil() {
    boolean isThere = stored.isThere();
    return Optional.of(known().expiresAt()).filter(end -> isThere && end.isAfter(context.now()));
  }

  private boolean isNeeded(Planned<?> planned) {
    if (stored instanceof Stored.Unusable unusable) {
      String name = request.destination().fileOf(id());
      progress.tell(new CredentialEvent.Replacing(id(), name, unusable.reason()));
      return true;
    }
    if (!(stored instanceof Stored.Held held)) {
      return true;
    }
    progress.holds(held);
    Optional<String> difference =
        held.difference(file, context.uid())
            .or(() -> context.whyTakenBack(request, held))
            .or(() -> planned.difference(held.reading(), held.content()));
    if (difference.isPresent()) {
      progress.reissue(difference.get(), held.expiresAt(), provider);
      return true;
    }
    Description description = held.reading().description();
    Instant due = progress.dueAt(description);
    if (due.isAfter(context.now()) && !progress.isRenewalWanted()) {
      progress.isLive(held.mark(), description, due);
      return false;
    }
    return true;
  }

  /** What is to be issued, where something is. */
  Optional<Planned<?>> planned() {
    return step instanceof Step.Issue wanted ? Optional.of(wanted.planned()) : Optional.empty();
  }

  void issue() {
    if (!(step instanceof Step.Issue wanted)) {
      return;
    }
    step = new Step.Settled();
    Issuance issuance = wanted.planned().issue(context.now());
    if (issuance instanceof Issued issued) {
      progress.issued(wanted.planned().plan(), issued);
      step = new Step.Write(wanted.planned(), issued);
    } else if (issuance instanceof Failed failed) {
      progress.fail(failed);
    } else if (issuance instanceof Awaited awaited) {
      progress.await(awaited.longest());
    }
  }

  /** Drops what was issued, if it has been taken back since then. */
  void askAgain(Revocations latest, boolean isRecorded) {
    if (step instanceof Step.Write made) {
      Optional<Revoked> revoked = Gate.denial(latest, made.planned(), request);
      revoked.ifPresent(one -> made.issued().content().close());
      revoked.filter(one -> isRecorded).ifPresent(one -> step = denials.lost(made, one));
      revoked.filter(one -> !isRecorded).ifPresent(this::deny);
    }
  }

  void withdraw(Directory directory, CredentialStore store) {
    step = denials.remove(step, directory, store);
  }

  Optional<CredentialStore.Write> write(Directory directory) {
    return step.content(id()).map(text -> new CredentialStore.Write(directory, file, text));
  }

  Optional<AuditEntry> entry() {
    return AuditEntries.before(step, request, !stored.isThere(), validUntil());
  }

  Optional<AuditEntry> failedEntry() {
    return AuditEntries.after(step, request);
  }

  void written(CredentialStore.Written result) {
    if (result.failure().isPresent()) {
      PosixException failure = result.failure().get();
      step = step.lost("not written: " + failure.getMessage());
      progress.notWritten(failure);
    } else if (step instanceof Step.Write made) {
      Description description = made.issued().description();
      Instant due = progress.dueAt(description);
      progress.isLive(result.mark(), description, due);
      progress.tell(new CredentialEvent.Renewed(id(), description, due));
    } else {
      progress.holdsPlace(result.mark());
    }
  }
}
