// SPDX-License-Identifier: Apache-2.0
package org.credmint.reconcile;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.credmint.audit.line.AuditEntry;
import org.credmint.credential.CredentialId;
import org.credmint.credential.CredentialKind;
import org.credmint.credential.Description;
import org.credmint.event.ConfigurationEvent;
import org.credmint.event.CredentialEvent;
import org.credmint.event.DirectoryEvent;
import org.credmint.event.Event;
import org.credmint.issue.Issuance.Failed;
import org.credmint.issue.Issuance.FailureKind;
import org.credmint.issue.Issuance.Issued;
import org.credmint.issue.Issuer;
import org.credmint.os.libc.PosixException;
import org.credmint.policy.decision.Plan;
import org.credmint.policy.decision.Refusal;
import org.credmint.policy.decision.Suspension;
import org.credmint.provider.Provider;
import org.credmint.request.Request;
import org.credmint.store.FileVersion;
import org.credmint.store.Stored;

/** What is to be remembered of one credential at each moment of a batch, and what to tell of it. */
final class CredentialProgress {
  private static final String CONFIGURED = "the configuration changes";

  private final CredentialId id;
  private final CredentialKind kind;
  private final BatchContext context;
  private final List<Event> events = new ArrayList<>(1);
  private CredentialRecord known;
  private final boolean isRenewalWanted;
  private Optional<AuditEntry> loss = Optional.empty();

  CredentialProgress(CredentialTask task, CredentialKind kind, BatchContext context) {
    this.id = task.id();
    this.kind = kind;
    this.context = context;
    this.known = task.known();
    this.isRenewalWanted = task.renew();
  }

  /** Whether it is to be renewed although it is not due. */
  boolean isRenewalWanted() {
    return isRenewalWanted;
  }

  CredentialRecord known() {
    return known;
  }

  List<Event> events() {
    return events;
  }

  void tell(Event event) {
    events.add(event);
  }

  /**
   * There is no file. Where there was one, somebody else removed it.
   *
   * @return whether all is as it was when the last try came to nothing
   */
  boolean isMissing(Request request) {
    boolean asBefore = known.isWaiting() && known.mark().equals(FileVersion.NONE);
    if (known.hasFile()) {
      loss = Optional.of(AuditEntries.ofLoss(id, Optional.of(request), known.expiresAt()));
      events.add(new CredentialEvent.Lost(id, request.destination().fileOf(id)));
      known = known.withoutFile();
    }
    return asBefore;
  }

  /** The audit record of a file that somebody else removed. */
  Optional<AuditEntry> loss() {
    return loss;
  }

  /** There is no file, and none is due. */
  void hasNone() {
    known = CredentialRecord.settled(id.stem(), FileVersion.NONE);
  }

  /** There is a file that is no credential and never has to be renewed. */
  void holdsPlace(FileVersion mark) {
    known = CredentialRecord.settled(id.stem(), mark);
  }

  /** A file holds a credential; when to turn to it again is as before. */
  void holds(Stored.Held held) {
    known = known.holding(held.mark(), held.expiresAt());
  }

  /** A file holds a credential that stays until it expires. */
  void holdsUntilItExpires(Stored.Held held) {
    known = CredentialRecord.live(id.stem(), held.mark(), held.expiresAt(), held.expiresAt());
  }

  /** A file holds a credential that differs from what would be issued now. */
  void reissue(String difference, Instant expiresAt, Provider provider) {
    if (known.awaited()) {
      return; // told when somebody else was asked for another
    }
    events.add(new CredentialEvent.Reissuing(id, difference));
    if (difference.equals(Issuer.SIGNED_BY_ANOTHER_KEY) && expiresAt.isAfter(context.now())) {
      events.add(
          new ConfigurationEvent.EarlierCredentialsRejected(
              provider.name(),
              "tokens issued before were signed by another key with the same key ID, so services that know the new key reject them",
              provider.identity()));
    }
  }

  /** A file holds a good credential, which is to be renewed then. */
  void isLive(FileVersion mark, Description description, Instant due) {
    known = CredentialRecord.live(id.stem(), mark, description.expiresAt(), due);
  }

  Instant dueAt(Description description) {
    Instant due =
        context
            .schedule()
            .dueAt(id, description.issuedAt(), description.expiresAt(), context.now());
    Provider provider = context.active().providers().get(id.provider());
    return provider == null ? due : provider.dueAt(description, due);
  }

  /**
   * Policy refuses it.
   *
   * @param validUntil when the one expires that is there from before; empty where none is
   * @return whether that is news
   */
  boolean refuse(Refusal refused, Optional<Instant> validUntil) {
    int reason = refused.hashCode() | 1;
    boolean isNews = known.refusal() != reason;
    if (isNews) {
      events.add(new CredentialEvent.Refused(id, refused.rule(), refused.reason(), validUntil));
    }
    known = known.refused(reason);
    return isNews;
  }

  /** It was issued, and is to be written. */
  void issued(Plan plan, Issued made) {
    plan.notes().forEach(note -> events.add(new CredentialEvent.LeftOut(note)));
    if (kind.isToken() && made.content().length() > CredentialEvent.LargeToken.LARGE_BYTES) {
      events.add(new CredentialEvent.LargeToken(id, made.content().length()));
    }
  }

  /** Somebody else was asked for it. */
  void await(Duration longest) {
    known = known.awaitedUntil(context.now().plus(longest));
  }

  void fail(Failed failed) {
    if (failed.kind() == FailureKind.TRANSIENT) {
      retry(failed.reason(), failed.retryAfter());
    } else {
      boolean byUser = failed.kind() == FailureKind.NEEDS_USER;
      block(failed.reason(), byUser ? "the request or " + CONFIGURED : CONFIGURED);
    }
  }

  /** It could not be seen to; it may be later. */
  void fail(String reason) {
    retry(reason, Optional.empty());
  }

  private void retry(String reason, Optional<Duration> retryAfter) {
    Instant now = context.now();
    Instant soonest = now.plus(retryAfter.orElse(Duration.ZERO));
    Instant own = context.schedule().retryAt(id, known.failures() + 1, known.expiresAt(), now);
    Instant retryAt = own.isBefore(soonest) ? soonest : own;
    known = known.failedUntil(retryAt);
    events.add(
        new CredentialEvent.NotRenewed(
            id, kind, reason, known.expiresAt(), now, Optional.of(retryAt)));
  }

  /** Its file could not be written. */
  void notWritten(PosixException failure) {
    if (failure.isGone()) {
      vanished();
    } else {
      fail(String.valueOf(failure.getMessage()));
    }
  }

  /** The newest configuration cannot be used, and what can be read of it may deny this. */
  void suspend(Suspension suspended) {
    block(
        "suspended: the new configuration has errors, and the part that can be read allows no token (%s: %s); fix it and run condor_reconfig"
            .formatted(suspended.rule(), suspended.reason()),
        CONFIGURED);
  }

  void lookAgainAt(Instant time) {
    known = known.dueAt(time);
  }

  /** It was taken back, and its file removed. */
  void withdrawn(Refusal refused) {
    events.add(new DirectoryEvent.Removed(id, id.toString(), refused.rule()));
    known = known.withoutFile();
  }

  /** It was taken back, and its file could not be removed. */
  void notWithdrawn(Refusal refused, PosixException failure) {
    Instant now = context.now();
    Instant retryAt = context.schedule().retryAt(id, known.failures() + 1, now, now);
    String why = String.valueOf(failure.getMessage());
    known = known.failedUntil(retryAt);
    events.add(new DirectoryEvent.NotRemoved(id, id.toString(), refused.rule(), why, retryAt));
  }

  /**
   * It cannot be issued until something changes.
   *
   * @param change what, in words
   */
  void block(String reason, String change) {
    known = known.blocked();
    events.add(
        new CredentialEvent.NotRenewed(
            id, kind, reason, known.expiresAt(), context.now(), Optional.empty(), change));
  }

  /**
   * Its directory was swept by the credd with all that it held; nobody misses the credential. The
   * listing of the directory tells of it, with the request that is gone too.
   */
  void vanished() {
    Instant now = context.now();
    known = known.failedUntil(context.schedule().retryAt(id, known.failures() + 1, now, now));
  }
}
