package org.credmint.daemon;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import org.credmint.config.JobRenewal;
import org.credmint.credential.CredentialId;
import org.credmint.daemon.JobReport.Fate;
import org.credmint.daemon.Roster.Urgency;
import org.credmint.daemon.UserState.Progress;
import org.credmint.queue.JobChange;
import org.credmint.queue.JobRequest;
import org.credmint.store.FileMark;
import org.jspecify.annotations.Nullable;

/**
 * The credentials of all jobs: who of them has to be seen to, and when the others have to be. An
 * index of the job queue and the disk that the loop keeps; only its thread touches it.
 */
final class JobRoster {
  private static final int MOST_IN_TURN = 64;
  private static final long SECOND = 1000;

  private record Due(long atMillis, JobState state) {}

  private final Map<String, Map<CredentialId, JobState>> users = new HashMap<>();
  private final FairLine urgent = new FairLine(MOST_IN_TURN);
  private final FairLine routine = new FairLine(MOST_IN_TURN);
  private final PriorityQueue<Due> agenda =
      new PriorityQueue<>((one, other) -> Long.compare(one.atMillis(), other.atMillis()));
  private final RestingJobs resting = new RestingJobs();
  private int size;
  private int queued;
  private int withWorkers;

  int size() {
    return size;
  }

  /** Whether every job's credential has been seen to. */
  boolean isSettled() {
    return queued == 0 && withWorkers == 0;
  }

  boolean hasUrgent() {
    return !urgent.isEmpty();
  }

  /**
   * A job asks for a credential, or asks for another than before.
   *
   * @param limits for how long where it cannot run
   */
  void asked(JobRequest request, Urgency urgency, JobRenewal limits, Clockwork clock) {
    JobState state = stateOf(request.id());
    JobRequest before = state.request;
    state.request = request;
    resting.asked(state, before, limits, clock);
    state.heldFor = 0;
    state.checkedUnder = 0;
    queue(state, urgency);
  }

  /** A job asks no more: its file has to go. */
  void left(CredentialId id, JobChange.Why why) {
    JobState state = find(id);
    if (state != null) {
      state.request = null;
      state.unwanted = why.text();
      state.endNanos = JobState.NO_END;
      queue(state, Urgency.ROUTINE);
    }
  }

  /**
   * Takes in a whole reading of the queue: whoever is not asked for has left. Credentials of a
   * provider that no longer issues for jobs are forgotten, but their files stay: a job may be
   * running with one.
   *
   * @param asked all that is asked for
   * @param providers those that issue for jobs
   */
  void retain(Set<CredentialId> asked, Set<String> providers) {
    for (JobState state : all()) {
      if (!providers.contains(state.id.service())) {
        forget(state);
      } else if (!asked.contains(state.id)) {
        left(state.id, JobChange.Why.GONE);
      }
    }
  }

  /** Everything has to be compared with the configuration again. */
  void recheckAll() {
    all().forEach(state -> queue(state, Urgency.ROUTINE));
  }

  /**
   * Takes in which files of jobs a user's directory holds: one that nobody asks for has to go, and
   * one that is missing is made again.
   */
  void compare(String user, List<CredentialId> files) {
    Set<CredentialId> present = new HashSet<>(files);
    for (CredentialId file : present) {
      if (find(file) == null) {
        JobState stray = stateOf(file);
        stray.unwanted = JobChange.Why.NOT_ASKED.text();
        queue(stray, Urgency.ROUTINE);
      }
    }
    for (JobState state : users.getOrDefault(user, Map.of()).values()) {
      boolean expected = !state.known.mark().equals(FileMark.NONE);
      if (state.progress == Progress.IDLE && expected && !present.contains(state.id)) {
        state.checkedUnder = 0;
        queue(state, Urgency.URGENT);
      } else if (state.progress == Progress.IDLE
          && !expected
          && !state.unwanted.isEmpty()
          && present.contains(state.id)) {
        queue(state, Urgency.ROUTINE);
      }
    }
  }

  /** Queues whatever is due, and whatever jobs have lost since they cannot run. */
  void queueDue(Instant now, long nowNanos) {
    resting.over(nowNanos).forEach(state -> queue(state, Urgency.ROUTINE));
    for (Due due = agenda.peek();
        due != null && due.atMillis() <= now.toEpochMilli();
        due = agenda.peek()) {
      agenda.remove();
      if (due.state().scheduledMillis == due.atMillis() && find(due.state().id) == due.state()) {
        due.state().scheduledMillis = Known.NEVER;
        queue(due.state(), Urgency.ROUTINE);
      }
    }
  }

  /** When the next credential is due; {@link Instant#MAX} where none is. */
  Instant nextDue() {
    Due due = agenda.peek();
    return due == null ? Instant.MAX : Instant.ofEpochMilli(due.atMillis());
  }

  /**
   * Hands out work, urgent work first; urgent and routine work never together.
   *
   * @param generation of the configuration that the worker will use
   */
  List<JobTask> take(int mostUrgent, int mostRoutine, int generation) {
    List<JobState> taken =
        urgent.take(mostUrgent, state -> state.progress == Progress.QUEUED && state.urgent);
    if (taken.isEmpty()) {
      taken =
          routine.take(mostRoutine, state -> state.progress == Progress.QUEUED && !state.urgent);
    }
    Map<String, List<JobTask.Item>> items = new LinkedHashMap<>();
    for (JobState state : taken) {
      state.progress = Progress.WITH_WORKER;
      queued--;
      withWorkers++;
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
                  state.unwanted));
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
  @Nullable JobState done(JobReport.Outcome outcome, int under, int generation) {
    withWorkers--;
    JobState state = find(outcome.id());
    if (state == null) {
      return null;
    }
    boolean changed = state.progress == Progress.CHANGED_WITH_WORKER || under != generation;
    state.progress = Progress.IDLE;
    state.known = outcome.known();
    state.doomed = outcome.fate() == Fate.DOOMED;
    if (!state.isAskedFor() && outcome.fate() == Fate.REMOVED) {
      forget(state);
      return null;
    }
    if (changed) {
      state.checkedUnder = 0;
      queue(state, Urgency.URGENT);
    } else {
      state.checkedUnder = under;
      schedule(state);
    }
    return state.isAskedFor() ? state : null;
  }

  /** In whole seconds, so that those of the same second share the waits for the disk. */
  private static long whole(long millis) {
    return millis > Known.NEVER - SECOND
        ? Known.NEVER
        : Math.floorDiv(millis + SECOND - 1, SECOND) * SECOND;
  }

  private void schedule(JobState state) {
    long due = whole(state.known.dueAtMillis());
    if (due != state.scheduledMillis) {
      state.scheduledMillis = due;
      if (due != Known.NEVER) {
        agenda.add(new Due(due, state));
      }
    }
  }

  private void queue(JobState state, Urgency urgency) {
    boolean hurry = urgency == Urgency.URGENT;
    switch (state.progress) {
      case IDLE -> {
        state.progress = Progress.QUEUED;
        queued++;
        line(state, hurry);
      }
      case QUEUED -> {
        if (hurry && !state.urgent) {
          line(state, true);
        }
      }
      case WITH_WORKER -> state.progress = Progress.CHANGED_WITH_WORKER;
      case CHANGED_WITH_WORKER -> {}
    }
  }

  private void line(JobState state, boolean hurry) {
    state.urgent = hurry;
    (hurry ? urgent : routine).add(state);
  }

  private List<JobState> all() {
    List<JobState> all = new ArrayList<>(size);
    users.values().forEach(states -> all.addAll(states.values()));
    return all;
  }

  private @Nullable JobState find(CredentialId id) {
    Map<CredentialId, JobState> states = users.get(id.user());
    return states == null ? null : states.get(id);
  }

  private JobState stateOf(CredentialId id) {
    JobState known = find(id);
    if (known != null) {
      return known;
    }
    JobState state = new JobState(id);
    users.computeIfAbsent(id.user(), user -> new HashMap<>()).put(id, state);
    size++;
    return state;
  }

  private void forget(JobState state) {
    Map<CredentialId, JobState> states = users.get(state.id.user());
    if (states != null && states.remove(state.id) != null) {
      size--;
      if (state.progress == Progress.QUEUED) {
        queued--;
        state.progress = Progress.IDLE;
      }
      if (states.isEmpty()) {
        users.remove(state.id.user());
      }
    }
  }
}
