// SPDX-License-Identifier: Apache-2.0
package org.credmint.event;

import java.nio.file.Path;
import java.util.List;
import org.credmint.credential.JobId;
import org.credmint.secret.Redaction;

/** What happened in the job queue, or to jobs. */
public sealed interface JobQueueEvent extends Event {
  /** Jobs were put on hold because policy allows them no credential. */
  record JobsHeld(List<String> jobs, String reason) implements JobQueueEvent, Notice {
    /** Takes a copy. */
    public JobsHeld {
      jobs = List.copyOf(jobs);
    }

    @Override
    public String text() {
      return "Put " + Words.someOf(jobs) + " on hold: " + reason;
    }
  }

  /** Jobs could not be put on hold. */
  record JobsNotHeld(List<String> jobs, String reason) implements JobQueueEvent, Warning {
    /** Takes a copy. */
    public JobsNotHeld {
      jobs = List.copyOf(jobs);
    }

    @Override
    public String text() {
      return "Cannot put " + Words.someOf(jobs) + " on hold: " + reason + "; retrying";
    }
  }

  /** The schedd has not created its job queue log yet, as on a new pool. */
  record QueueLogAwaited(Path log) implements JobQueueEvent, Notice {
    @Override
    public String text() {
      return "Waiting for the schedd to create its job queue log "
          + log
          + " (JOB_QUEUE_LOG, or job_queue.log in SPOOL); no per-job tokens until then";
    }
  }

  /**
   * The job queue log cannot be read; new jobs get no per-job credentials.
   *
   * @param schedd the local name of its schedd; empty for the one without
   */
  record QueueUnreadable(String schedd, String reason) implements JobQueueEvent, Alarm {
    @Override
    public String text() {
      return "Cannot read the job queue log"
          + Words.ofSchedd(schedd)
          + ": "
          + reason
          + "; tokens of known jobs are renewed, new jobs get no tokens until it can be read";
    }
  }

  /**
   * The job queue log can be read after it could not.
   *
   * @param schedd the local name of its schedd; empty for the one without
   */
  record QueueReadable(String schedd) implements JobQueueEvent, Notice {
    @Override
    public String text() {
      return "Job queue log" + Words.ofSchedd(schedd) + " is readable again";
    }
  }

  /**
   * The job queue log could not be read, and no longer has to be.
   *
   * @param schedd the local name of its schedd; empty for the one without
   */
  record QueueNotFollowed(String schedd) implements JobQueueEvent, Notice {
    @Override
    public String text() {
      return "Job queue log"
          + Words.ofSchedd(schedd)
          + " is no longer followed: the configuration does not name this schedd any more";
    }
  }

  /** Something in the job queue log is not as HTCondor writes it. */
  record QueueRecordsSkipped(String what) implements JobQueueEvent, Warning {
    @Override
    public String text() {
      return "Ignoring part of the job queue log: " + what;
    }
  }

  /**
   * A job requests a per-job credential of a provider that does not issue any. Logged once for each
   * provider.
   *
   * @param provider as the job names it; any text
   * @param job the first job or cluster seen to request it
   * @param user its owner
   */
  record UnknownProviderRequested(String provider, JobId job, String user)
      implements JobQueueEvent, Warning {
    private static final int LONGEST_NAME = 64;

    @Override
    public String text() {
      String name = Redaction.clean(provider, LONGEST_NAME);
      return "%s %s (owner %s) requests %s_%s, but provider %s does not issue per-job credentials here"
              .formatted(job.isCluster() ? "Cluster" : "Job", job, user, name, job, name)
          + ". Unless another credmon provides them, such jobs will be held: fix the JOB_TRANSFORM or"
          + " submit file, or add the provider to LOCAL_CREDMON_PROVIDER_NAMES and set"
          + " CREDMINT_<provider>_GRANULARITY to job or cluster";
    }
  }

  /** Jobs request more such providers than are logged. */
  record MoreUnknownProvidersRequested(int logged) implements JobQueueEvent, Warning {
    @Override
    public String text() {
      return "More than %d unknown per-job providers requested; further ones are not logged"
          .formatted(logged);
    }
  }
}
