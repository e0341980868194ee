// SPDX-License-Identifier: Apache-2.0
package org.credmint.index;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import org.credmint.credential.CredentialId;
import org.credmint.demand.Urgency;
import org.credmint.index.CredentialState.Progress;
import org.credmint.reconcile.CredentialRecord;
import org.credmint.reconcile.CredentialTask;
import org.credmint.reconcile.DirectoryTask;
import org.credmint.reconcile.Outcome;
import org.credmint.reconcile.Outcome.Fate;
import org.credmint.request.Destination;
import org.credmint.request.Destination.Place;
import org.jspecify.annotations.Nullable;

/**
 * All credentials: which of them have to be seen to, and when the others have to be. What the
 * sources of demand tell comes by {@link DemandIntake}. Only the loop's thread touches it.
 */
public final class CredentialIndex {
  private static final long SECOND = 1000;

  /** As often as the credential directory is scanned. */
  private static final long BETWEEN_LOOKS_NANOS = Duration.ofMinutes(1).toNanos();

  private record Due(long atMillis, CredentialState state) {}

  private final CredentialTable table;
  private final WaitingCredentials waiting;
  private final RestingJobs resting;
  private final ForeignFiles foreign;
  private final RenewalRequests renewals;
  private final PriorityQueue<Due> agenda =
      new PriorityQueue<>((one, other) -> Long.compare(one.atMillis(), other.atMillis()));
  private int generation = 1;
  private long nextLookNanos;

  public CredentialIndex(
      CredentialTable table,
      WaitingCredentials waiting,
      RestingJobs resting,
      ForeignFiles foreign,
      long nowNanos) {
    this.nextLookNanos = nowNanos + BETWEEN_LOOKS_NANOS;
    this.table = table;
    this.waiting = waiting;
    this.resting = resting;
    this.foreign = foreign;
    this.renewals = new RenewalRequests(table, waiting);
  }

  /** Takes in what the sources of demand tell. */
  public DemandIntake intake() {
    return new DemandIntake(table, waiting, resting, foreign, renewals);
  }

  /** What administrators want renewed. */
  public RenewalRequests renewals() {
    return renewals;
  }

  /** How many credentials are known. */
  public int size() {
    return table.size();
  }

  /** How many users have a credential. */
  public int users() {
    return table.users();
  }

  /** Whether every credential has been seen to. */
  public boolean isSettled() {
    return waiting.isEmpty();
  }

  /** Whether somebody may be waiting for one. */
  public boolean hasUrgent() {
    return waiting.hasUrgent();
  }

  /** Counts the configurations, and the times at which everything has to be checked again. */
  public int generation() {
    return generation;
  }

  /** Everything has to be compared with the configuration again. */
  public void startGeneration() {
    generation++;
    table.all().forEach(state -> waiting.queue(state, Urgency.ROUTINE));
  }

  /** Has a credential looked at for which an answer has come. */
  public void answered(CredentialId id) {
    CredentialState state = table.find(id);
    if (state != null) {
      waiting.queue(state, Urgency.URGENT);
    }
  }

  /**
   * Queues whatever is due, and whatever jobs have lost since they cannot run; and from time to
   * time the exported files, since nobody lists or watches their directories.
   */
  public void queueDue(Instant now, long nowNanos) {
    if (nowNanos - nextLookNanos >= 0) {
      nextLookNanos = nowNanos + BETWEEN_LOOKS_NANOS;
      table.forEach(this::queueExported);
    }
    resting.over(nowNanos).forEach(state -> waiting.queue(state, Urgency.ROUTINE));
    for (Due due = agenda.peek();
        due != null && due.atMillis() <= now.toEpochMilli();
        due = agenda.peek()) {
      agenda.remove();
      CredentialState state = due.state();
      if (state.scheduledMillis == due.atMillis() && table.find(state.id) == state) {
        state.scheduledMillis = CredentialRecord.NEVER;
        waiting.queue(state, Urgency.ROUTINE);
      }
    }
  }

  /** One that could not be written keeps to its own times. */
  private void queueExported(CredentialState state) {
    if (state.destination() instanceof Destination.Exported
        && state.progress == Progress.IDLE
        && state.isWanted()
        && state.known.hasFile()
        && !state.known.isWaiting()) {
      waiting.queue(state, Urgency.ROUTINE);
    }
  }

  /** When the next credential is due; {@link Instant#MAX} where none is. */
  public Instant nextDue() {
    Due due = agenda.peek();
    return due == null ? Instant.MAX : Instant.ofEpochMilli(due.atMillis());
  }

  /** Hands out work, urgent work first; urgent and routine work never together. */
  public List<DirectoryTask> take(BatchSize size) {
    Map<Place, List<CredentialTask>> tasks = new LinkedHashMap<>();
    for (CredentialState state : waiting.take(size)) {
      tasks
          .computeIfAbsent(state.destination().place(state.id), place -> new ArrayList<>(1))
          .add(task(state));
    }
    List<DirectoryTask> all = new ArrayList<>(tasks.size());
    tasks.forEach((place, credentials) -> all.add(new DirectoryTask(place, credentials)));
    return all;
  }

  private CredentialTask task(CredentialState state) {
    boolean recheck = state.checkedUnder != generation;
    state.checkedUnder = generation;
    state.renewing = state.renew;
    state.renew = false;
    return new CredentialTask(
        state.id,
        state.destination(),
        Optional.ofNullable(state.isWanted() ? state.request : null),
        state.known,
        recheck,
        state.renewing,
        state.doomed,
        state.whyUnwanted());
  }

  /**
   * Takes back what a worker did for one credential.
   *
   * @param under the generation of the configuration that the worker used
   * @return the credential's state, where it is still requested
   */
  public @Nullable CredentialState done(Outcome outcome, int under) {
    waiting.returned();
    CredentialState state = table.find(outcome.id());
    if (state == null) {
      return null;
    }
    boolean changed = state.progress == Progress.CHANGED_WITH_WORKER || under != generation;
    state.progress = Progress.IDLE;
    state.known = outcome.known();
    renewed(state);
    state.doomed = outcome.fate() == Fate.REMOVAL_RECORDED;
    if (outcome.fate() == Fate.FOREIGN) {
      foreign.add(state.id);
    }
    if (isOver(state, outcome.fate())) {
      table.remove(state);
      return null;
    }
    if (changed) {
      waiting.queue(state, Urgency.URGENT);
    } else {
      schedule(state);
    }
    return state.isRequested() ? state : null;
  }

  /** While somebody else is asked for it, it is not done. */
  private void renewed(CredentialState state) {
    if (state.renewing && state.known.awaited()) {
      state.renew = true;
    } else if (state.renewing) {
      renewals.done(state.id, state.known);
    }
    state.renewing = false;
  }

  private static boolean isOver(CredentialState state, Fate fate) {
    boolean gone = fate == Fate.REMOVED || fate == Fate.FOREIGN;
    return state.isOver() || (gone && !state.isRequested() && state.firstIntruder().isEmpty());
  }

  /** In whole seconds, so that those of the same second share the waits for the disk. */
  private static long whole(long millis) {
    return millis > CredentialRecord.NEVER - SECOND
        ? CredentialRecord.NEVER
        : Math.floorDiv(millis + SECOND - 1, SECOND) * SECOND;
  }

  private void schedule(CredentialState state) {
    long due = whole(state.known.dueAtMillis());
    if (due != state.scheduledMillis) {
      state.scheduledMillis = due;
      if (due != CredentialRecord.NEVER) {
        agenda.add(new Due(due, state));
      }
    }
  }
}
