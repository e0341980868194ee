// SPDX-License-Identifier: Apache-2.0
package org.credmint.queue.job;

import java.util.Set;
import org.credmint.credential.CredentialId;
import org.credmint.credential.JobAttributes;
import org.credmint.credential.JobId;

/**
 * A credential that a job asks for, or that the jobs of a cluster share.
 *
 * @param id the owner, the provider, and the job's id as the handle
 * @param job the job or cluster that the credential is for
 * @param attributes of the job; of a cluster, those that stand in the cluster's own ad
 * @param status of the job when this was told; of a cluster, the one that all its asking jobs have,
 *     or held where none of them may run
 * @param since when the job got that status, in seconds since 1970 by the schedd's clock ({@code
 *     EnteredCurrentStatus}); of a cluster, when the last of its jobs did; 0 where no ad tells
 * @param overridden for a cluster, the kept attributes, in the writing of the {@link QueueFilter},
 *     of which one of its asking jobs has a value of its own that differs from the cluster's; empty
 *     for a job
 */
public record JobRequest(
    CredentialId id,
    JobId job,
    JobAttributes attributes,
    JobStatus status,
    long since,
    Set<String> overridden) {
  /** Takes a copy. */
  public JobRequest {
    overridden = Set.copyOf(overridden);
  }

  /** The same of a job whose ad does not tell since when it has its status. */
  public JobRequest(
      CredentialId id,
      JobId job,
      JobAttributes attributes,
      JobStatus status,
      Set<String> overridden) {
    this(id, job, attributes, status, 0, overridden);
  }
}
