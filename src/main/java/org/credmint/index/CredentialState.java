// SPDX-License-Identifier: Apache-2.0
package org.credmint.index;

import java.time.Duration;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.credmint.credential.CredentialId;
import org.credmint.credential.JobId;
import org.credmint.queue.job.JobStatus;
import org.credmint.reconcile.CredentialRecord;
import org.credmint.request.Destination;
import org.credmint.request.Request;
import org.credmint.request.Subject;
import org.jspecify.annotations.Nullable;

/** What the loop knows of one credential. Touched by the loop's thread only. */
public final class CredentialState {
  /** No limit counts. */
  public static final long NO_END = Long.MIN_VALUE;

  public final CredentialId id;

  /**
   * Null where nobody requests it: where only a file is known, whose job has left while nobody
   * looked, or where what is left of it is yet to be removed.
   */
  public @Nullable Request request;

  public CredentialRecord known;
  public long scheduledMillis = CredentialRecord.NEVER;

  /**
   * The generation of the configuration that its file was last compared with; 0 to compare again.
   */
  public int checkedUnder;

  /** Whether it is to be renewed although it is not due. */
  public boolean renew;

  /** Whether a worker is doing so. */
  public boolean renewing;

  /** Identifies the refusal for which the job was put on hold; 0 for none. */
  public int heldFor;

  /** Whether the removal is recorded in the audit log, although the file is still there. */
  public boolean doomed;

  /** Why there must be no file; empty where there may be one. */
  public String unwanted = "";

  /** When it becomes unwanted, by the clock that nobody can set; {@link #NO_END} for never. */
  public long endNanos = NO_END;

  /** How long the job may rest until then. */
  public Duration limit = Duration.ZERO;

  public boolean urgent;
  public Progress progress = Progress.IDLE;
  private Destination destination = Destination.CREDENTIAL_DIRECTORY;

  /**
   * Jobs of other schedds that ask by this credential's name; while there are any nobody has it.
   */
  private @Nullable NavigableMap<JobId, JobStatus> intruders;

  /** Where a credential stands between the loop and the workers. */
  public enum Progress {
    /** Nothing to do. */
    IDLE,
    /** Waiting for a worker. */
    QUEUED,
    /** With a worker. */
    WITH_WORKER,
    /** With a worker, and changed since. */
    CHANGED_WITH_WORKER
  }

  public CredentialState(CredentialId id) {
    this.id = id;
    this.known = CredentialRecord.nothing(id.stem());
  }

  /** It is requested so from now on. */
  public void request(Request wanted) {
    request = wanted;
    destination = wanted.destination();
  }

  /** Where its file is. */
  public Destination destination() {
    return destination;
  }

  /** Whether a worker is seeing to it. */
  public boolean isWithWorker() {
    return progress == Progress.WITH_WORKER || progress == Progress.CHANGED_WITH_WORKER;
  }

  /** Whether a source of demand requests it. */
  public boolean isRequested() {
    return request != null;
  }

  /** The job that it is for; null where it is for none. */
  public Subject.@Nullable Job job() {
    Request wanted = request;
    return wanted != null && wanted.subject() instanceof Subject.Job job ? job : null;
  }

  /** The local name of the schedd whose jobs have credentials of such a name. */
  public String schedd() {
    return JobId.parse(id.handle()).map(JobId::schedd).orElse(JobId.PRIMARY);
  }

  /** Whether there is to be a file. */
  public boolean isWanted() {
    return request != null && unwanted.isEmpty() && intruders == null;
  }

  /** Whether nobody requests it and nothing is left to be removed. */
  public boolean isOver() {
    return request == null && unwanted.isEmpty() && intruders == null;
  }

  /** Why the file has to go; empty where there may be one. */
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

  /** A job of another schedd asks by this credential's name. */
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
