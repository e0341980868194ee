// SPDX-License-Identifier: Apache-2.0
package org.credmint.index;

import java.time.Duration;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.credmint.credential.CredentialId;
import org.credmint.credential.JobId;
import org.credmint.index.UserState.Progress;
import org.credmint.queue.job.JobRequest;
import org.credmint.queue.job.JobStatus;
import org.credmint.reconcile.CredentialRecord;
import org.jspecify.annotations.Nullable;

/** What the loop knows of one job's credential. Touched by the loop's thread only. */
public final class JobState {
  public final CredentialId id;

  /** No limit counts. */
  public static final long NO_END = Long.MIN_VALUE;

  /** Null where only the file is known: its job has left while nobody looked. */
  public @Nullable JobRequest request;

  public CredentialRecord known;
  public long scheduledMillis = CredentialRecord.NEVER;
  public int checkedUnder;

  /** Identifies the refusal for which the job was put on hold; 0 for none. */
  public int heldFor;

  /** Whether the removal is recorded in the audit log, although the file is still there. */
  public boolean doomed;

  /** Why there must be no file; empty where the job may have one. */
  public String unwanted = "";

  /** When it becomes unwanted, by the clock that nobody can set; {@link #NO_END} for never. */
  public long endNanos = NO_END;

  /** How long the job may rest until then. */
  public Duration limit = Duration.ZERO;

  /**
   * Jobs of other schedds that ask by this credential's name; while there are any nobody has it.
   */
  private @Nullable NavigableMap<JobId, JobStatus> intruders;

  /** The local name of the schedd whose jobs have credentials of such a name. */
  public final String schedd;

  public boolean urgent;
  public Progress progress = Progress.IDLE;

  public JobState(CredentialId id) {
    this.id = id;
    this.schedd = JobId.parse(id.handle()).map(JobId::schedd).orElse(JobId.PRIMARY);
    this.known = CredentialRecord.nothing(id.stem());
  }

  public boolean isAskedFor() {
    return request != null;
  }

  /** Whether there is to be a file, as far as the queue tells. */
  public boolean isWanted() {
    return request != null && unwanted.isEmpty() && intruders == null;
  }

  /** Why the file has to go; empty where the job may have one. */
  public String whyUnwanted() {
    return firstIntruder()
        .map(job -> "job " + job + " of another schedd requests the same name")
        .orElse(unwanted);
  }

  /** One of the jobs that ask by this name and have no right to. */
  public Optional<JobId> firstIntruder() {
    return Optional.ofNullable(intruders).map(NavigableMap::firstKey);
  }

  /** All of them, as a copy. */
  public List<JobId> intruders() {
    return intruders == null ? List.of() : List.copyOf(intruders.keySet());
  }

  /** The status of one of them; null where it is none. */
  public @Nullable JobStatus statusOfIntruder(JobId job) {
    return intruders == null ? null : intruders.get(job);
  }

  public void addIntruder(JobId job, JobStatus status) {
    NavigableMap<JobId, JobStatus> known = intruders == null ? new TreeMap<>() : intruders;
    known.put(job, status);
    intruders = known;
  }

  /** Whether it was one until now. */
  public boolean removeIntruder(JobId job) {
    boolean was = intruders != null && intruders.remove(job) != null;
    if (intruders != null && intruders.isEmpty()) {
      intruders = null;
    }
    return was;
  }
}
