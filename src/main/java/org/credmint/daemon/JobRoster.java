package org.credmint.daemon;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.credmint.config.JobRenewal;
import org.credmint.credential.CredentialId;
import org.credmint.credential.JobId;
import org.credmint.daemon.JobReport.Fate;
import org.credmint.daemon.Roster.Urgency;
import org.credmint.daemon.UserState.Progress;
import org.credmint.queue.JobChange;
import org.credmint.queue.JobRequest;
import org.credmint.queue.JobStatus;
import org.credmint.store.FileMark;
import org.jspecify.annotations.Nullable;

/**
 * The credentials of all jobs: who of them has to be seen to, and when the others have to be. An
 * index of the job queue and the disk that the loop keeps; only its thread touches it.
 */
final class JobRoster {
  private static final long SECOND = 1000;

  private record Due(long atMillis, JobState state) {}

  private final JobIndex index = new JobIndex();
  private final JobLines lines = new JobLines();
  private final PriorityQueue<Due> agenda =
      new PriorityQueue<>((one, other) -> Long.compare(one.atMillis(), other.atMillis()));
  private final RestingJobs resting = new RestingJobs();

  int size() {
    return index.size();
  }

  /** Whether every job's credential has been seen to. */
  boolean isSettled() {
    return lines.isEmpty();
  }

  boolean hasUrgent() {
    return lines.hasUrgent();
  }

  /**
   * A job asks for a credential, or asks for another than before.
   *
   * @param limits for how long where it cannot run
   */
  JobState asked(JobRequest request, Urgency urgency, JobRenewal limits, Clockwork clock) {
    JobState state = index.stateOf(request.id());
    JobRequest before = state.request;
    state.request = request;
    resting.asked(state, before, limits, clock);
    state.heldFor = 0;
    state.checkedUnder = 0;
    lines.queue(state, urgency);
    return state;
  }

  /** A job asks no more: its file has to go. */
  void left(CredentialId id, JobChange.Why why) {
    JobState state = index.find(id);
    if (state != null && state.request != null) {
      state.request = null;
      state.unwanted = why.text();
      state.endNanos = JobState.NO_END;
      lines.queue(state, Urgency.ROUTINE);
    }
  }

  /**
   * A job of another schedd asks by this credential's name: nobody may have it.
   *
   * @return its state
   */
  JobState intruded(JobChange.Intruded one) {
    JobState state = index.stateOf(one.named());
    Map<JobId, JobStatus> intruders = new TreeMap<>(state.intruders);
    intruders.put(one.job(), one.status());
    state.intruders = intruders;
    lines.queue(state, Urgency.URGENT);
    return state;
  }

  /** It does so no more. */
  void intrusionEnded(CredentialId named, JobId job) {
    JobState state = index.find(named);
    if (state != null && state.intruders.containsKey(job)) {
      Map<JobId, JobStatus> intruders = new TreeMap<>(state.intruders);
      intruders.remove(job);
      state.intruders = intruders;
      state.heldFor = 0;
      state.checkedUnder = 0;
      lines.queue(state, Urgency.URGENT);
    }
  }

  /**
   * Takes in a whole reading of one schedd's queue: whoever is not asked for has left. Credentials
   * of a provider that no longer issues for jobs are forgotten, but their files stay: a job may be
   * running with one.
   *
   * @param schedd its local name
   * @param asked all that is asked for
   * @param intrusions all that its jobs ask for by others' names
   * @param providers those that issue for jobs
   */
  void retain(
      String schedd,
      Set<CredentialId> asked,
      Set<JobChange.IntrusionEnded> intrusions,
      Set<String> providers) {
    for (JobState state : index.all()) {
      for (JobId job : List.copyOf(state.intruders.keySet())) {
        if (job.schedd().equals(schedd)
            && !intrusions.contains(new JobChange.IntrusionEnded(state.id, job))) {
          intrusionEnded(state.id, job);
        }
      }
      if (!providers.contains(state.id.service())) {
        forget(state);
      } else if (state.schedd.equals(schedd) && !asked.contains(state.id)) {
        left(state.id, JobChange.Why.GONE);
      }
    }
  }

  /** Forgets the credentials of schedds that are no more; their files stay until they die. */
  void retainSchedds(Set<String> schedds) {
    for (JobState state : index.all()) {
      for (JobId job : List.copyOf(state.intruders.keySet())) {
        if (!schedds.contains(job.schedd())) {
          intrusionEnded(state.id, job);
        }
      }
      if (!schedds.contains(state.schedd)) {
        forget(state);
      }
    }
  }

  /** Everything has to be compared with the configuration again. */
  void recheckAll() {
    index.all().forEach(state -> lines.queue(state, Urgency.ROUTINE));
  }

  /**
   * Takes in which files of jobs a user's directory holds: one that nobody asks for has to go, and
   * one that is missing is made again.
   *
   * @param isKnown whether the queue tells of all jobs that could ask for such a file
   */
  void compare(String user, List<CredentialId> files, Predicate<CredentialId> isKnown) {
    Set<CredentialId> present = new HashSet<>(files);
    for (CredentialId file : present) {
      if (index.find(file) == null && isKnown.test(file)) {
        JobState stray = index.stateOf(file);
        stray.unwanted = JobChange.Why.NOT_ASKED.text();
        lines.queue(stray, Urgency.ROUTINE);
      }
    }
    for (JobState state : index.of(user)) {
      boolean expected = !state.known.mark().equals(FileMark.NONE);
      if (state.progress == Progress.IDLE && expected && !present.contains(state.id)) {
        state.checkedUnder = 0;
        lines.queue(state, Urgency.URGENT);
      } else if (state.progress == Progress.IDLE
          && !expected
          && !state.isWanted()
          && present.contains(state.id)) {
        lines.queue(state, Urgency.ROUTINE);
      }
    }
  }

  /** Queues whatever is due, and whatever jobs have lost since they cannot run. */
  void queueDue(Instant now, long nowNanos) {
    resting.over(nowNanos).forEach(state -> lines.queue(state, Urgency.ROUTINE));
    for (Due due = agenda.peek();
        due != null && due.atMillis() <= now.toEpochMilli();
        due = agenda.peek()) {
      agenda.remove();
      if (due.state().scheduledMillis == due.atMillis()
          && index.find(due.state().id) == due.state()) {
        due.state().scheduledMillis = Known.NEVER;
        lines.queue(due.state(), Urgency.ROUTINE);
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
  @Nullable JobState done(JobReport.Outcome outcome, int under, int generation) {
    lines.returned();
    JobState state = index.find(outcome.id());
    if (state == null) {
      return null;
    }
    boolean changed = state.progress == Progress.CHANGED_WITH_WORKER || under != generation;
    state.progress = Progress.IDLE;
    state.known = outcome.known();
    state.doomed = outcome.fate() == Fate.DOOMED;
    if (!state.isAskedFor() && state.intruders.isEmpty() && outcome.fate() == Fate.REMOVED) {
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

  /** The state of a credential; null where nobody asks for it and no file is known. */
  @Nullable JobState find(CredentialId id) {
    return index.find(id);
  }

  private void forget(JobState state) {
    if (index.remove(state)) {
      lines.drop(state);
    }
  }
}
