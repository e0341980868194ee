// SPDX-License-Identifier: Apache-2.0
package org.credmint.reconcile;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.credmint.audit.line.AuditEntry;
import org.credmint.credential.CredentialId;
import org.credmint.credential.Description;
import org.credmint.event.Event;
import org.credmint.issue.Issuance;
import org.credmint.issue.Issuance.Awaited;
import org.credmint.issue.Issuance.Failed;
import org.credmint.issue.Issuance.FailureKind;
import org.credmint.issue.Issuance.Issued;
import org.credmint.os.file.Directory;
import org.credmint.os.libc.PosixException;
import org.credmint.policy.decision.Denial;
import org.credmint.policy.decision.Refusal;
import org.credmint.policy.decision.Suspension;
import org.credmint.provider.Provider;
import org.credmint.provider.Provider.Answer.Planned;
import org.credmint.queue.job.JobRequest;
import org.credmint.renew.RenewalSchedule;
import org.credmint.secret.Secret;
import org.credmint.store.CredentialFile;
import org.credmint.store.CredentialStore;
import org.credmint.store.FileVersion;
import org.credmint.store.Stored;
import org.jspecify.annotations.Nullable;

/**
 * One credential on its way through a batch: looked at, decided, issued, written. Each step takes
 * the next only as far as there is something to do; {@link #known} is at any time what is to be
 * remembered.
 */
public final class CredentialWork {
  private final CredentialId id;
  private final Optional<JobRequest> job;
  private final Provider provider;
  private final RenewalSchedule schedule;
  private final Instant now;
  private final CredentialFile file;
  private final List<Event> events = new ArrayList<>(1);
  private CredentialRecord known;
  private @Nullable Stored stored;
  private @Nullable Planned<?> planned;
  private @Nullable Issued issued;
  private @Nullable Refusal refusal;
  private boolean refusalIsNews;
  private boolean holdsPlace;
  private String notWritten = "";

  public CredentialWork(
      CredentialId id,
      Optional<JobRequest> job,
      Provider provider,
      RenewalSchedule schedule,
      Instant now,
      CredentialRecord known,
      int mode) {
    this.id = id;
    this.job = job;
    this.provider = provider;
    this.schedule = schedule;
    this.now = now;
    this.known = known;
    this.file = CredentialFile.inUserDirectory(id, mode);
  }

  public CredentialId id() {
    return id;
  }

  public Optional<JobRequest> job() {
    return job;
  }

  /** Why policy allows none; empty where it was not asked, or allows one. */
  public Optional<Refusal> refusal() {
    return Optional.ofNullable(refusal);
  }

  public Provider provider() {
    return provider;
  }

  public CredentialRecord known() {
    return known;
  }

  public List<Event> events() {
    return events;
  }

  /**
   * Reads what is there.
   *
   * @return whether policy has to be asked
   */
  public boolean look(CredentialStore store, Directory directory, boolean recheck) {
    try {
      FileVersion seen = recheck ? FileVersion.NONE : known.mark();
      return looked(store.look(directory, file, seen, provider::read), recheck);
    } catch (PosixException e) {
      fail(String.valueOf(e.getMessage()));
      return false;
    }
  }

  /**
   * The same where the directory's list showed no file, which spares the look.
   *
   * @return whether policy has to be asked
   */
  public boolean lookedInVain(boolean recheck) {
    return looked(new Stored.Missing(), recheck);
  }

  private boolean looked(Stored found, boolean recheck) {
    stored = found;
    boolean asBefore = found instanceof Stored.Unchanged || isAbsentAsBefore(found);
    return recheck || !asBefore || known.awaited() || known.isDue(now);
  }

  private boolean isAbsentAsBefore(Stored found) {
    return found instanceof Stored.Missing
        && known.isWaiting()
        && known.mark().equals(FileVersion.NONE);
  }

  /** Asks policy, and plans a credential where one is needed. */
  public void decide(int uid) {
    if (job.isEmpty() && provider.isForJobs()) {
      keepPlace();
    } else if (!isForLater()) {
      take(provider.decide(id, job), uid);
    }
    if (stored instanceof Stored.Held held) {
      held.content().close();
    }
  }

  private void take(Provider.Answer answer, int uid) {
    if (answer instanceof Provider.Answer.Denied denied) {
      deny(denied.denial());
    } else if (answer instanceof Planned<?> wanted && isNeeded(wanted, uid)) {
      planned = wanted;
    }
  }

  private void deny(Denial denial) {
    if (denial instanceof Refusal refused) {
      refuse(refused);
    } else if (denial instanceof Suspension suspended) {
      suspend(suspended);
    }
  }

  private void suspend(Suspension suspended) {
    if (stored instanceof Stored.Held held) {
      known = known.holding(held.mark(), held.expiresAt());
    }
    block(
        "suspended: the new configuration has errors, and the part that can be read allows no token (%s: %s); fix it and run condor_reconfig"
            .formatted(suspended.rule(), suspended.reason()));
  }

  /**
   * A job that cannot run gets no first token: it is made when the job is released. So no token
   * comes back either that was removed from a job for good.
   */
  private boolean isForLater() {
    boolean later =
        stored instanceof Stored.Missing && job.filter(one -> !one.status().mayRun()).isPresent();
    if (later && known.refusal() == 0) {
      known = CredentialRecord.settled(id.stem(), FileVersion.NONE);
    }
    return later;
  }

  /**
   * HTCondor's submit waits for the user's file of each provider, though jobs use their own. A
   * token that is there from before is left to running jobs until it dies.
   */
  private void keepPlace() {
    if (stored instanceof Stored.Placeholder placeholder) {
      known = CredentialRecord.settled(id.stem(), placeholder.mark());
    } else if (stored instanceof Stored.Held held && held.expiresAt().isAfter(now)) {
      Instant end = held.expiresAt();
      known = CredentialRecord.live(id.stem(), held.mark(), end, end);
    } else {
      holdsPlace = true;
    }
  }

  private void refuse(Refusal refused) {
    refusal = refused;
    int reason = refused.hashCode() | 1;
    refusalIsNews = known.refusal() != reason;
    if (stored instanceof Stored.Held held) {
      known = known.holding(held.mark(), held.expiresAt());
    }
    if (refusalIsNews) {
      events.add(new Event.Refused(id, refused.rule(), refused.reason(), validUntil()));
    }
    known = known.refused(reason);
  }

  /** When the token dies that is still in the file, whatever policy says now. */
  private Optional<Instant> validUntil() {
    boolean isThere = stored instanceof Stored.Held || stored instanceof Stored.Unchanged;
    return Optional.of(known.expiresAt()).filter(end -> isThere && end.isAfter(now));
  }

  private boolean isNeeded(Planned<?> wanted, int uid) {
    if (stored instanceof Stored.Unusable unusable) {
      events.add(new Event.Replacing(id, unusable.reason()));
      return true;
    }
    if (!(stored instanceof Stored.Held held)) {
      return true;
    }
    known = known.holding(held.mark(), held.expiresAt());
    Optional<String> difference =
        held.difference(file, uid).or(() -> wanted.difference(held.reading(), held.content()));
    if (difference.isPresent()) {
      events.add(new Event.Reissuing(id, difference.get()));
      return true;
    }
    Description description = held.reading().description();
    Instant due = schedule.dueAt(id, description.issuedAt(), description.expiresAt(), now);
    if (due.isAfter(now)) {
      known = CredentialRecord.live(id.stem(), held.mark(), description.expiresAt(), due);
    }
    return !due.isAfter(now);
  }

  /** Issues what is planned. */
  public void issue() {
    if (planned == null) {
      return;
    }
    Issuance issuance = planned.issue(now);
    if (issuance instanceof Issued made) {
      issued = made;
      planned.plan().notes().forEach(note -> events.add(new Event.LeftOut(note)));
      if (made.content().length() > Event.LargeToken.LARGE_BYTES) {
        events.add(new Event.LargeToken(id, made.content().length()));
      }
    } else if (issuance instanceof Failed failed) {
      fail(failed);
    } else if (issuance instanceof Awaited awaited) {
      known = known.awaitedUntil(now.plus(awaited.longest()));
    }
  }

  /** What is to be written, where something was issued. */
  public Optional<CredentialStore.Write> write(Directory directory) {
    if (holdsPlace) {
      Secret placeholder = Secret.of(CredentialStore.placeholder(id));
      return Optional.of(new CredentialStore.Write(directory, file, placeholder));
    }
    return Optional.ofNullable(issued)
        .map(token -> new CredentialStore.Write(directory, file, token.content()));
  }

  /** The audit record that must be durable before anything is written. */
  public Optional<AuditEntry> entry() {
    if (issued != null && planned != null) {
      boolean first = !(stored instanceof Stored.Held || stored instanceof Stored.Unchanged);
      AuditEntry.Act act = first ? AuditEntry.Act.MINT : AuditEntry.Act.RENEWAL;
      return Optional.of(AuditEntries.ofToken(act, planned.plan(), job, issued, "issued"));
    }
    return refusal != null && refusalIsNews
        ? Optional.of(AuditEntries.ofRefusal(refusal, job, validUntil()))
        : Optional.empty();
  }

  /** The audit record of a token whose file could not be written. */
  public Optional<AuditEntry> failedEntry() {
    if (issued == null || planned == null || notWritten.isEmpty()) {
      return Optional.empty();
    }
    AuditEntry.Act act = AuditEntry.Act.FAILURE;
    return Optional.of(AuditEntries.ofToken(act, planned.plan(), job, issued, notWritten));
  }

  /** Takes note of what became of the write. */
  public void written(CredentialStore.Written result) {
    if (result.failure().isPresent()) {
      failToWrite(result.failure().get());
      return;
    }
    if (holdsPlace) {
      known = CredentialRecord.settled(id.stem(), result.mark());
      return;
    }
    Issued token = issued;
    if (token == null) {
      throw new IllegalStateException("nothing was to be written for " + id);
    }
    Description description = token.description();
    Instant due = schedule.dueAt(id, description.issuedAt(), description.expiresAt(), now);
    known = CredentialRecord.live(id.stem(), result.mark(), description.expiresAt(), due);
    events.add(new Event.Renewed(id, description, due));
  }

  /**
   * A directory that vanished meanwhile was swept by the credd with all that it held; nobody misses
   * the token.
   */
  private void failToWrite(PosixException failure) {
    notWritten = "not written: " + failure.getMessage();
    if (failure.isGone()) {
      known = known.failedUntil(schedule.retryAt(id, known.failures() + 1, now, now));
    } else {
      fail(String.valueOf(failure.getMessage()));
    }
  }

  private void fail(Failed failed) {
    if (failed.kind() == FailureKind.TRANSIENT) {
      retry(failed.reason(), failed.retryAfter());
    } else {
      block(failed.reason());
    }
  }

  /** It could not be seen to; it may be later. */
  public void fail(String reason) {
    retry(reason, Optional.empty());
  }

  private void retry(String reason, Optional<Duration> retryAfter) {
    Instant soonest = now.plus(retryAfter.orElse(Duration.ZERO));
    Instant own = schedule.retryAt(id, known.failures() + 1, known.expiresAt(), now);
    Instant retryAt = own.isBefore(soonest) ? soonest : own;
    known = known.failedUntil(retryAt);
    events.add(new Event.NotRenewed(id, reason, known.expiresAt(), now, Optional.of(retryAt)));
  }

  /** It cannot be issued until something changes. */
  private void block(String reason) {
    known = known.blocked();
    events.add(new Event.NotRenewed(id, reason, known.expiresAt(), now, Optional.empty()));
  }
}
