package org.credmint.queue;

import org.credmint.credential.CredentialId;
import org.credmint.credential.JobId;

/** What is new about a job's credential. */
public sealed interface JobChange {
  /** The job that it is about. */
  JobId job();

  /**
   * It is asked for: for the first time, or with other attributes, or by a job that was released
   * from hold.
   */
  record Asked(JobRequest request) implements JobChange {
    @Override
    public JobId job() {
      return request.job();
    }
  }

  /** It is asked for no more: the job left the queue, or was edited. */
  record Left(CredentialId id, JobId job) implements JobChange {}
}
