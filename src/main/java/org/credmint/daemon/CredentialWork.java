package org.credmint.daemon;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.credmint.credential.CredentialId;
import org.credmint.credential.TokenClaims;
import org.credmint.event.Event;
import org.credmint.issue.Issuance;
import org.credmint.issue.Issuance.Failed;
import org.credmint.issue.Issuance.Issued;
import org.credmint.os.Directory;
import org.credmint.os.PosixException;
import org.credmint.policy.Decision;
import org.credmint.policy.Facts;
import org.credmint.policy.Plan;
import org.credmint.policy.Policy;
import org.credmint.policy.Refusal;
import org.credmint.renew.Agenda;
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
  private final ServedProvider provider;
  private final Agenda agenda;
  private final Instant now;
  private final List<Event> events = new ArrayList<>(1);
  private Known known;
  private @Nullable Stored stored;
  private @Nullable Plan plan;
  private @Nullable Issued issued;

  CredentialWork(
      CredentialId id, ServedProvider provider, Agenda agenda, Instant now, Known known) {
    this.id = id;
    this.provider = provider;
    this.agenda = agenda;
    this.now = now;
    this.known = known;
  }

  CredentialId id() {
    return id;
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
      Stored found = store.look(directory, id, recheck ? FileMark.NONE : known.mark());
      stored = found;
      boolean asBefore = found instanceof Stored.Unchanged || isAbsentAsBefore(found);
      return recheck || !asBefore || known.isDue(now);
    } catch (PosixException e) {
      fail(String.valueOf(e.getMessage()));
      return false;
    }
  }

  private boolean isAbsentAsBefore(Stored found) {
    return found instanceof Stored.Missing
        && known.isWaiting()
        && known.mark().equals(FileMark.NONE);
  }

  /** Asks policy, and plans a token where one is needed. */
  void decide(Facts facts, int mode, int uid) {
    Decision decision = Policy.decide(id, provider.settings(), facts);
    if (decision instanceof Refusal refusal) {
      refuse(refusal);
    } else if (decision instanceof Plan wanted && isNeeded(wanted, mode, uid)) {
      plan = wanted;
    }
  }

  private void refuse(Refusal refusal) {
    int reason = refusal.hashCode() | 1;
    if (known.refusal() != reason) {
      events.add(new Event.Refused(id, refusal.rule(), refusal.reason()));
    }
    if (stored instanceof Stored.Held held) {
      known = known.holding(held.mark(), held.token().claims().expiresAt());
    }
    known = known.refused(reason);
  }

  private boolean isNeeded(Plan wanted, int mode, int uid) {
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
        new Comparison(wanted, provider.key(), mode, uid).differenceFrom(held);
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
    return Optional.ofNullable(issued)
        .map(token -> new CredentialStore.Write(directory, id, token, mode));
  }

  /** Takes note of what became of the write. */
  void written(CredentialStore.Written result) {
    Issued token = issued;
    if (token == null) {
      throw new IllegalStateException("nothing was to be written for " + id);
    }
    if (result.failure().isPresent()) {
      failToWrite(result.failure().get());
      return;
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
    if (failure.isGone()) {
      known = known.failedUntil(agenda.retryAt(id, known.failures() + 1, now, now));
    } else {
      fail(String.valueOf(failure.getMessage()));
    }
  }

  private void fail(String reason) {
    Instant retryAt = agenda.retryAt(id, known.failures() + 1, known.expiresAt(), now);
    known = known.failedUntil(retryAt);
    events.add(new Event.NotRenewed(id, reason, known.expiresAt(), now, retryAt));
  }
}
