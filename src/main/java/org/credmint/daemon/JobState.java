package org.credmint.daemon;

import java.time.Duration;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.credmint.credential.CredentialId;
import org.credmint.credential.JobId;
import org.credmint.daemon.UserState.Progress;
import org.credmint.queue.JobRequest;
import org.credmint.queue.JobStatus;
import org.jspecify.annotations.Nullable;

/** What the loop knows of one job's credential. Touched by the loop's thread only. */
final class JobState {
  final CredentialId id;

  /** No limit counts. */
  static final long NO_END = Long.MIN_VALUE;

  /** Null where only the file is known: its job has left while nobody looked. */
  @Nullable JobRequest request;

  CredentialRecord known;
  long scheduledMillis = CredentialRecord.NEVER;
  int checkedUnder;

  /** Identifies the refusal for which the job was put on hold; 0 for none. */
  int heldFor;

  /** Whether the removal is recorded in the audit log, although the file is still there. */
  boolean doomed;

  /** Why there must be no file; empty where the job may have one. */
  String unwanted = "";

  /** When it becomes unwanted, by the clock that nobody can set; {@link #NO_END} for never. */
  long endNanos = NO_END;

  /** How long the job may rest until then. */
  Duration limit = Duration.ZERO;

  /**
   * Jobs of other schedds that ask by this credential's name; while there are any nobody has it.
   */
  private @Nullable NavigableMap<JobId, JobStatus> intruders;

  /** The local name of the schedd whose jobs have credentials of such a name. */
  final String schedd;

  boolean urgent;
  Progress progress = Progress.IDLE;

  JobState(CredentialId id) {
    this.id = id;
    this.schedd = JobId.parse(id.handle()).map(JobId::schedd).orElse(JobId.PRIMARY);
    this.known = CredentialRecord.nothing(id.stem());
  }

  boolean isAskedFor() {
    return request != null;
  }

  /** Whether there is to be a file, as far as the queue tells. */
  boolean isWanted() {
    return request != null && unwanted.isEmpty() && intruders == null;
  }

  /** Why the file has to go; empty where the job may have one. */
  String whyUnwanted() {
    return firstIntruder()
        .map(job -> "job " + job + " of another schedd requests the same name")
        .orElse(unwanted);
  }

  /** One of the jobs that ask by this name and have no right to. */
  Optional<JobId> firstIntruder() {
    return Optional.ofNullable(intruders).map(NavigableMap::firstKey);
  }

  /** All of them, as a copy. */
  List<JobId> intruders() {
    return intruders == null ? List.of() : List.copyOf(intruders.keySet());
  }

  /** The status of one of them; null where it is none. */
  @Nullable JobStatus statusOfIntruder(JobId job) {
    return intruders == null ? null : intruders.get(job);
  }

  void addIntruder(JobId job, JobStatus status) {
    NavigableMap<JobId, JobStatus> known = intruders == null ? new TreeMap<>() : intruders;
    known.put(job, status);
    intruders = known;
  }

  /** Whether it was one until now. */
  boolean removeIntruder(JobId job) {
    boolean was = intruders != null && intruders.remove(job) != null;
    if (intruders != null && intruders.isEmpty()) {
      intruders = null;
    }
    return was;
  }
}
