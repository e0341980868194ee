// SPDX-License-Identifier: Apache-2.0
package org.credmint.index;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import org.credmint.directory.DirectoryScan;
import org.credmint.index.UserState.Progress;
import org.credmint.reconcile.CredentialRecord;
import org.credmint.reconcile.UserReport;
import org.credmint.reconcile.UserTask;
import org.jspecify.annotations.Nullable;

/**
 * All users, who of them has to be looked at, and when the others have to be. An index of the disk
 * that the loop keeps; only its thread touches it.
 */
public final class CredentialIndex {
  /** Whose turn comes first. */
  public enum Urgency {
    /** Somebody may be waiting at the terminal. */
    URGENT,
    /** A renewal, or one of many after a start or a change of configuration. */
    ROUTINE
  }

  private record Due(long atMillis, String user) {}

  private final Map<String, UserState> users = new LinkedHashMap<>();
  private final Map<Integer, String> userOfWatchKey = new HashMap<>();

  /** HTCondor's condor_submit gives up after 20 seconds; a slow start takes its time too. */
  private static final Duration LONGEST_SUBMIT = Duration.ofMinutes(1);

  private final Set<String> urgent = new LinkedHashSet<>();
  private final Set<String> routine = new LinkedHashSet<>();
  private final PriorityQueue<Due> agenda =
      new PriorityQueue<>((one, other) -> Long.compare(one.atMillis(), other.atMillis()));
  private int nextWatchKey;
  private int withWorkers;
  private int generation = 1;

  /** The configuration has changed: every user has to be checked against it. */
  public void startGeneration() {
    generation++;
    users.values().forEach(state -> queue(state, Urgency.ROUTINE));
  }

  public int generation() {
    return generation;
  }

  public int size() {
    return users.size();
  }

  public int credentials() {
    return users.values().stream().mapToInt(state -> state.known.size()).sum();
  }

  /** Whether every user has been seen to. */
  public boolean isSettled() {
    return urgent.isEmpty() && routine.isEmpty() && withWorkers == 0;
  }

  public boolean hasUrgent() {
    return !urgent.isEmpty();
  }

  /** Has a user looked at; makes the user known where there was none of that name. */
  public void changed(String user, Urgency urgency) {
    queue(users.computeIfAbsent(user, this::newState), urgency);
  }

  private UserState newState(String user) {
    userOfWatchKey.put(nextWatchKey, user);
    return new UserState(user, nextWatchKey++);
  }

  private void queue(UserState state, Urgency urgency) {
    switch (state.progress) {
      case IDLE -> {
        state.progress = Progress.QUEUED;
        (urgency == Urgency.URGENT ? urgent : routine).add(state.user);
      }
      case QUEUED -> {
        if (urgency == Urgency.URGENT && routine.remove(state.user)) {
          urgent.add(state.user);
        }
      }
      case WITH_WORKER -> state.progress = Progress.CHANGED_WITH_WORKER;
      case CHANGED_WITH_WORKER -> {}
    }
  }

  /**
   * Takes in what a scan saw: queues users that are new or changed, and forgets those that are
   * gone. Where many have changed, as at a start after a night off, those come first whose
   * directory changed a moment ago: somebody may be waiting at a submit.
   *
   * @param now by the clock of the directories' file system
   * @return who is gone
   */
  public List<String> compare(DirectoryScan scan, int mostUrgent, Instant now) {
    List<DirectoryScan.Stamp> changed = new ArrayList<>();
    Set<String> present = new HashSet<>(scan.directories().size() * 2);
    for (DirectoryScan.Stamp stamp : scan.directories()) {
      present.add(stamp.user());
      UserState state = users.get(stamp.user());
      if (state == null || state.directoryModifiedNanos != stamp.modifiedNanos()) {
        changed.add(stamp);
      }
    }
    boolean few = changed.size() <= mostUrgent;
    Set<String> waiting = few ? Set.of() : scan.lastChanged(mostUrgent, now.minus(LONGEST_SUBMIT));
    for (DirectoryScan.Stamp stamp : changed) {
      boolean hurry = few || waiting.contains(stamp.user());
      changed(stamp.user(), hurry ? Urgency.URGENT : Urgency.ROUTINE);
    }
    return forgetAbsent(present);
  }

  private List<String> forgetAbsent(Set<String> present) {
    List<String> gone = new ArrayList<>();
    for (UserState state : List.copyOf(users.values())) {
      if (!present.contains(state.user) && state.progress == Progress.IDLE) {
        forget(state.user);
        gone.add(state.user);
      }
    }
    return gone;
  }

  private void forget(String user) {
    UserState state = users.remove(user);
    if (state != null) {
      userOfWatchKey.remove(state.watchKey);
    }
  }

  /** The user whose directory is watched under this key; null where that user is gone. */
  public @Nullable String userOf(int watchKey) {
    return userOfWatchKey.get(watchKey);
  }

  /** The watch of a user's directory has ended. */
  public void watchEnded(String user) {
    UserState state = users.get(user);
    if (state != null) {
      state.watched = false;
    }
  }

  /** Queues all users that have something due. */
  public void queueDue(Instant now) {
    for (Due due = agenda.peek();
        due != null && due.atMillis() <= now.toEpochMilli();
        due = agenda.peek()) {
      agenda.remove();
      UserState state = users.get(due.user());
      if (state != null && state.scheduledMillis == due.atMillis()) {
        state.scheduledMillis = CredentialRecord.NEVER;
        queue(state, Urgency.ROUTINE);
      }
    }
  }

  /** When the next credential is due; {@link Instant#MAX} where none is. */
  public Instant nextDue() {
    Due due = agenda.peek();
    return due == null ? Instant.MAX : Instant.ofEpochMilli(due.atMillis());
  }

  /** Hands out users to look at, urgent ones first; urgent and routine ones never together. */
  public List<UserTask> take(int mostUrgent, int mostRoutine) {
    return urgent.isEmpty() ? take(routine, mostRoutine) : take(urgent, mostUrgent);
  }

  private List<UserTask> take(Set<String> queue, int most) {
    List<UserTask> tasks = new ArrayList<>(Math.min(most, queue.size()));
    Iterator<String> waiting = queue.iterator();
    while (waiting.hasNext() && tasks.size() < most) {
      UserState state = users.get(waiting.next());
      waiting.remove();
      if (state != null) {
        state.progress = Progress.WITH_WORKER;
        withWorkers++;
        boolean recheck = state.checkedUnder != generation;
        tasks.add(new UserTask(state.user, state.known, recheck, state.watchKey, state.watched));
      }
    }
    return tasks;
  }

  /**
   * Takes back what a worker did for a user.
   *
   * @param under the generation of the configuration that the worker used
   * @return whether the user is forgotten, being gone
   */
  public boolean done(UserReport report, int under) {
    withWorkers--;
    UserState state = users.get(report.user());
    if (state == null) {
      return false;
    }
    boolean changed = state.progress == Progress.CHANGED_WITH_WORKER || under != generation;
    state.progress = Progress.IDLE;
    if (report.outcome() == UserReport.Outcome.GONE && !changed) {
      forget(report.user());
      return true;
    }
    state.remember(report, under);
    schedule(state);
    if (changed) {
      queue(state, Urgency.URGENT);
    }
    return false;
  }

  /** A directory that could not be looked at has nothing due: the next scan finds it again. */
  private void schedule(UserState state) {
    long due = state.directoryModifiedNanos == 0 ? CredentialRecord.NEVER : state.nextDueMillis();
    if (due != state.scheduledMillis) {
      state.scheduledMillis = due;
      if (due != CredentialRecord.NEVER) {
        agenda.add(new Due(due, state.user));
      }
    }
  }

  /**
   * Whether unexpected entries of a user are news.
   *
   * @param unexpected identifies them; 0 for none
   */
  public boolean areNews(String user, int unexpected) {
    UserState state = users.get(user);
    if (state == null || state.unexpectedReported == unexpected) {
      return false;
    }
    state.unexpectedReported = unexpected;
    return unexpected != 0;
  }
}
