// SPDX-License-Identifier: Apache-2.0
package org.credmint.queue.job;

import org.credmint.credential.CredentialId;
import org.credmint.credential.JobId;

/** What is new about a job's credential. */
public sealed interface JobChange {
  /** The job that it is about. */
  JobId job();

  /**
   * It is asked for: for the first time, or with other attributes, or by a job that went on hold,
   * was released from it, or was removed.
   */
  record Requested(JobRequest request) implements JobChange {
    @Override
    public JobId job() {
      return request.job();
    }
  }

  /** It is asked for no more. */
  record Withdrawn(CredentialId id, JobId job, Why why) implements JobChange {}

  /**
   * A job asks by the name of another schedd's job, or may run again and still asks so. Neither may
   * have a file of that name: it would be one token for two jobs.
   *
   * @param named the credential that the name stands for
   * @param job the job that asks
   * @param status of that job
   */
  record Intruded(CredentialId named, JobId job, JobStatus status) implements JobChange {}

  /** It does so no more. */
  record IntrusionEnded(CredentialId named, JobId job) implements JobChange {}

  /** Why nobody asks any more. */
  enum Why {
    /** The job is not in the queue. */
    GONE("the job has left the queue"),
    /** The job has ended, and stays in the queue for its owner. */
    COMPLETED("the job has completed"),
    /** The job is there, but its ad names no such credential; or no job of a cluster does. */
    NOT_ASKED("no job in the queue requests it any longer");

    private final String text;

    Why(String text) {
      this.text = text;
    }

    /** The reason, for logs. */
    public String text() {
      return text;
    }
  }
}
