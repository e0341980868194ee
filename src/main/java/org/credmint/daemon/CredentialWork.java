package org.credmint.daemon;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.credmint.audit.AuditEntry;
import org.credmint.credential.CredentialId;
import org.credmint.credential.TokenClaims;
import org.credmint.event.Event;
import org.credmint.issue.Issuance;
import org.credmint.issue.Issuance.Failed;
import org.credmint.issue.Issuance.Issued;
import org.credmint.key.Signatures;
import org.credmint.os.Directory;
import org.credmint.os.PosixException;
import org.credmint.policy.Decision;
import org.credmint.policy.Facts;
import org.credmint.policy.Plan;
import org.credmint.policy.Policy;
import org.credmint.policy.Refusal;
import org.credmint.queue.JobRequest;
import org.credmint.renew.Agenda;
import org.credmint.secret.Secret;
import org.credmint.store.Comparison;
import org.credmint.store.CredentialStore;
import org.credmint.store.FileMark;
import org.credmint.store.Stored;
import org.jspecify.annotations.Nullable;

/**
 * One credential on its way through a round: looked at, decided, issued, written. Each step takes
 * the next only as far as there is something to do; {@link #known} is at any time what is to be
 * remembered.
 */
final class CredentialWork {
  private final CredentialId id;
  private final Optional<JobRequest> job;
  private final ServedProvider provider;
  private final Agenda agenda;
  private final Instant now;
  private final List<Event> events = new ArrayList<>(1);
  private Known known;
  private @Nullable Stored stored;
  private @Nullable Plan plan;
  private @Nullable Issued issued;
  private @Nullable Refusal refusal;
  private boolean refusalIsNews;
  private boolean holdsPlace;
  private String notWritten = "";

  CredentialWork(
      CredentialId id,
      Optional<JobRequest> job,
      ServedProvider provider,
      Agenda agenda,
      Instant now,
      Known known) {
    this.id = id;
    this.job = job;
    this.provider = provider;
    this.agenda = agenda;
    this.now = now;
    this.known = known;
  }

  CredentialId id() {
    return id;
  }

  Optional<JobRequest> job() {
    return job;
  }

  /** Why policy allows none; empty where it was not asked, or allows one. */
  Optional<Refusal> refusal() {
    return Optional.ofNullable(refusal);
  }

  ServedProvider provider() {
    return provider;
  }

  Known known() {
    return known;
  }

  List<Event> events() {
    return events;
  }

  /**
   * Reads what is there.
   *
   * @return whether policy has to be asked
   */
  boolean look(CredentialStore store, Directory directory, boolean recheck) {
    try {
      return looked(store.look(directory, id, recheck ? FileMark.NONE : known.mark()), recheck);
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
  boolean lookedInVain(boolean recheck) {
    return looked(new Stored.Missing(), recheck);
  }

  private boolean looked(Stored found, boolean recheck) {
    stored = found;
    boolean asBefore = found instanceof Stored.Unchanged || isAbsentAsBefore(found);
    return recheck || !asBefore || known.isDue(now);
  }

  private boolean isAbsentAsBefore(Stored found) {
    return found instanceof Stored.Missing
        && known.isWaiting()
        && known.mark().equals(FileMark.NONE);
  }

  /** Asks policy, and plans a token where one is needed. */
  void decide(Facts facts, Signatures signatures, int mode, int uid) {
    if (job.isEmpty() && provider.isForJobs()) {
      keepPlace();
      return;
    }
    if (isForLater()) {
      return;
    }
    Decision decision = Policy.decide(id, provider.settings(), facts);
    if (decision instanceof Refusal refused) {
      refuse(refused);
    } else if (decision instanceof Plan wanted && isNeeded(wanted, signatures, mode, uid)) {
      plan = wanted;
    }
  }

  /**
   * A job that cannot run gets no first token: it is made when the job is released. So no token
   * comes back either that was removed from a job for good.
   */
  private boolean isForLater() {
    boolean later =
        stored instanceof Stored.Missing && job.filter(one -> !one.status().mayRun()).isPresent();
    if (later && known.refusal() == 0) {
      known = Known.settled(id.stem(), FileMark.NONE);
    }
    return later;
  }

  /**
   * HTCondor's submit waits for the user's file of each provider, though jobs use their own. A
   * token that is there from before is left to running jobs until it dies.
   */
  private void keepPlace() {
    if (stored instanceof Stored.Placeholder placeholder) {
      known = Known.settled(id.stem(), placeholder.mark());
    } else if (stored instanceof Stored.Held held
        && held.token().claims().expiresAt().isAfter(now)) {
      Instant end = held.token().claims().expiresAt();
      known = Known.live(id.stem(), held.mark(), end, end);
    } else {
      holdsPlace = true;
    }
  }

  private void refuse(Refusal refused) {
    refusal = refused;
    int reason = refused.hashCode() | 1;
    refusalIsNews = known.refusal() != reason;
    if (refusalIsNews) {
      events.add(new Event.Refused(id, refused.rule(), refused.reason()));
    }
    if (stored instanceof Stored.Held held) {
      known = known.holding(held.mark(), held.token().claims().expiresAt());
    }
    known = known.refused(reason);
  }

  private boolean isNeeded(Plan wanted, Signatures signatures, int mode, int uid) {
    if (stored instanceof Stored.Unusable unusable) {
      events.add(new Event.Replacing(id, unusable.reason()));
      return true;
    }
    if (!(stored instanceof Stored.Held held)) {
      return true;
    }
    TokenClaims claims = held.token().claims();
    known = known.holding(held.mark(), claims.expiresAt());
    Optional<String> difference =
        new Comparison(wanted, provider.key(), signatures, mode, uid).differenceFrom(held);
    if (difference.isPresent()) {
      events.add(new Event.Reissuing(id, difference.get()));
      return true;
    }
    Instant due = agenda.dueAt(id, claims.issuedAt(), claims.expiresAt(), now);
    if (due.isAfter(now)) {
      known = Known.live(id.stem(), held.mark(), claims.expiresAt(), due);
    }
    return !due.isAfter(now);
  }

  /** Whether a token is to be issued. */
  boolean isPlanned() {
    return plan != null;
  }

  /** Issues what is planned. */
  void issue(Minter minter) {
    if (plan == null) {
      return;
    }
    Issuance issuance = minter.mint(plan, provider.key(), now);
    if (issuance instanceof Issued token) {
      issued = token;
    } else if (issuance instanceof Failed failed) {
      fail(failed.reason());
    }
  }

  /** What is to be written, where something was issued. */
  Optional<CredentialStore.Write> write(Directory directory, int mode) {
    if (holdsPlace) {
      Secret placeholder = Secret.of(CredentialStore.placeholder(id));
      return Optional.of(new CredentialStore.Write(directory, id, placeholder, mode));
    }
    return Optional.ofNullable(issued)
        .map(token -> new CredentialStore.Write(directory, id, token.content(), mode));
  }

  /** What the ledger has to be told before anything is written. */
  Optional<AuditEntry> entry() {
    if (issued != null && plan != null) {
      boolean first = !(stored instanceof Stored.Held || stored instanceof Stored.Unchanged);
      AuditEntry.Act act = first ? AuditEntry.Act.MINT : AuditEntry.Act.RENEWAL;
      return Optional.of(LedgerLines.ofToken(act, plan, job, provider.key(), issued, "issued"));
    }
    return refusal != null && refusalIsNews
        ? Optional.of(LedgerLines.ofRefusal(refusal, job))
        : Optional.empty();
  }

  /** What the ledger has to be told of a token that could not be put in its place. */
  Optional<AuditEntry> failedEntry() {
    if (issued == null || plan == null || notWritten.isEmpty()) {
      return Optional.empty();
    }
    AuditEntry.Act act = AuditEntry.Act.FAILURE;
    return Optional.of(LedgerLines.ofToken(act, plan, job, provider.key(), issued, notWritten));
  }

  /** Takes note of what became of the write. */
  void written(CredentialStore.Written result) {
    if (result.failure().isPresent()) {
      failToWrite(result.failure().get());
      return;
    }
    if (holdsPlace) {
      known = Known.settled(id.stem(), result.mark());
      return;
    }
    Issued token = issued;
    if (token == null) {
      throw new IllegalStateException("nothing was to be written for " + id);
    }
    TokenClaims claims = token.claims();
    Instant due = agenda.dueAt(id, claims.issuedAt(), claims.expiresAt(), now);
    known = Known.live(id.stem(), result.mark(), claims.expiresAt(), due);
    events.add(new Event.Renewed(id, claims, due));
  }

  /**
   * A directory that vanished meanwhile was swept by the credd with all that it held; nobody misses
   * the token.
   */
  private void failToWrite(PosixException failure) {
    notWritten = "not written: " + failure.getMessage();
    if (failure.isGone()) {
      known = known.failedUntil(agenda.retryAt(id, known.failures() + 1, now, now));
    } else {
      fail(String.valueOf(failure.getMessage()));
    }
  }

  /** It could not be seen to. */
  void fail(String reason) {
    Instant retryAt = agenda.retryAt(id, known.failures() + 1, known.expiresAt(), now);
    known = known.failedUntil(retryAt);
    events.add(new Event.NotRenewed(id, reason, known.expiresAt(), now, retryAt));
  }
}
