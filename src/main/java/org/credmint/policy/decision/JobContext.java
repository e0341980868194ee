// SPDX-License-Identifier: Apache-2.0
package org.credmint.policy.decision;

import org.credmint.credential.JobAttributes;
import org.credmint.credential.JobId;

/**
 * What is known of the job, or of the cluster of jobs, that a credential is for.
 *
 * @param id which job; for a provider that issues for clusters, the cluster
 * @param attributes its ad, as far as the provider wants to know it; of a cluster, what all its
 *     jobs share
 * @param narrowedByJobs whether jobs of a cluster have narrowing attributes of their own, so that
 *     one credential cannot serve them all
 */
public record JobContext(JobId id, JobAttributes attributes, boolean narrowedByJobs) {
  /** A job, or a cluster whose jobs ask for the same. */
  public JobContext(JobId id, JobAttributes attributes) {
    this(id, attributes, false);
  }
}
