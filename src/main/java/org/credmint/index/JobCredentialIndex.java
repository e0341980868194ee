// SPDX-License-Identifier: Apache-2.0
package org.credmint.index;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import org.credmint.credential.CredentialId;
import org.credmint.index.CredentialIndex.Urgency;
import org.credmint.index.UserState.Progress;
import org.credmint.reconcile.CredentialRecord;
import org.credmint.reconcile.JobReport;
import org.credmint.reconcile.JobReport.Fate;
import org.credmint.reconcile.JobTask;
import org.jspecify.annotations.Nullable;

/**
 * The credentials of all jobs: which of them have to be seen to, and when the others have to be.
 * What the queue and the disk tell of them comes by {@link JobIntake}. Only the loop's thread
 * touches it.
 */
public final class JobCredentialIndex {
  private static final long SECOND = 1000;

  private record Due(long atMillis, JobState state) {}

  private final JobIndex index;
  private final JobLines lines;
  private final RestingJobs resting;
  private final ForeignFiles foreign;
  private final PriorityQueue<Due> agenda =
      new PriorityQueue<>((one, other) -> Long.compare(one.atMillis(), other.atMillis()));

  public JobCredentialIndex(
      JobIndex index, JobLines lines, RestingJobs resting, ForeignFiles foreign) {
    this.index = index;
    this.lines = lines;
    this.resting = resting;
    this.foreign = foreign;
  }

  public int size() {
    return index.size();
  }

  /** Whether every job's credential has been seen to. */
  public boolean isSettled() {
    return lines.isEmpty();
  }

  public boolean hasUrgent() {
    return lines.hasUrgent();
  }

  /** Everything has to be compared with the configuration again. */
  public void recheckAll() {
    index.all().forEach(state -> lines.queue(state, Urgency.ROUTINE));
  }

  /** Has a credential looked at for which an answer has come; false where it is no job's. */
  public boolean answered(CredentialId id) {
    JobState state = index.find(id);
    if (state != null) {
      lines.queue(state, Urgency.URGENT);
    }
    return state != null;
  }

  /** Queues whatever is due, and whatever jobs have lost since they cannot run. */
  public void queueDue(Instant now, long nowNanos) {
    resting.over(nowNanos).forEach(state -> lines.queue(state, Urgency.ROUTINE));
    for (Due due = agenda.peek();
        due != null && due.atMillis() <= now.toEpochMilli();
        due = agenda.peek()) {
      agenda.remove();
      if (due.state().scheduledMillis == due.atMillis()
          && index.find(due.state().id) == due.state()) {
        due.state().scheduledMillis = CredentialRecord.NEVER;
        lines.queue(due.state(), Urgency.ROUTINE);
      }
    }
  }

  /** When the next credential is due; {@link Instant#MAX} where none is. */
  public Instant nextDue() {
    Due due = agenda.peek();
    return due == null ? Instant.MAX : Instant.ofEpochMilli(due.atMillis());
  }

  /**
   * Hands out work, urgent work first; urgent and routine work never together.
   *
   * @param generation of the configuration that the worker will use
   */
  public List<JobTask> take(int mostUrgent, int mostRoutine, int generation) {
    Map<String, List<JobTask.Item>> items = new LinkedHashMap<>();
    for (JobState state : lines.take(mostUrgent, mostRoutine)) {
      boolean recheck = state.checkedUnder != generation;
      items
          .computeIfAbsent(state.id.user(), user -> new ArrayList<>())
          .add(
              new JobTask.Item(
                  state.id,
                  Optional.ofNullable(state.isWanted() ? state.request : null),
                  state.known,
                  recheck,
                  state.doomed,
                  state.whyUnwanted()));
    }
    List<JobTask> tasks = new ArrayList<>(items.size());
    items.forEach((user, own) -> tasks.add(new JobTask(user, own)));
    return tasks;
  }

  /**
   * Takes back what a worker did for one credential.
   *
   * @param under the generation of the configuration that the worker used
   * @return the credential's state, where its job still asks for it
   */
  public @Nullable JobState done(JobReport.Outcome outcome, int under, int generation) {
    lines.returned();
    JobState state = index.find(outcome.id());
    if (state == null) {
      return null;
    }
    boolean changed = state.progress == Progress.CHANGED_WITH_WORKER || under != generation;
    state.progress = Progress.IDLE;
    state.known = outcome.known();
    state.doomed = outcome.fate() == Fate.REMOVAL_RECORDED;
    if (outcome.fate() == Fate.FOREIGN) {
      foreign.add(state.id);
    }
    boolean isOver = outcome.fate() == Fate.REMOVED || outcome.fate() == Fate.FOREIGN;
    if (!state.isAskedFor() && state.firstIntruder().isEmpty() && isOver) {
      forget(state);
      return null;
    }
    if (changed) {
      state.checkedUnder = 0;
      lines.queue(state, Urgency.URGENT);
    } else {
      state.checkedUnder = under;
      schedule(state);
    }
    return state.isAskedFor() ? state : null;
  }

  /** In whole seconds, so that those of the same second share the waits for the disk. */
  private static long whole(long millis) {
    return millis > CredentialRecord.NEVER - SECOND
        ? CredentialRecord.NEVER
        : Math.floorDiv(millis + SECOND - 1, SECOND) * SECOND;
  }

  private void schedule(JobState state) {
    long due = whole(state.known.dueAtMillis());
    if (due != state.scheduledMillis) {
      state.scheduledMillis = due;
      if (due != CredentialRecord.NEVER) {
        agenda.add(new Due(due, state));
      }
    }
  }

  private void forget(JobState state) {
    if (index.remove(state)) {
      lines.drop(state);
    }
  }
}
