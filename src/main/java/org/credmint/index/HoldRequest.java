// SPDX-License-Identifier: Apache-2.0
package org.credmint.index;

import java.util.List;
import java.util.Optional;
import org.credmint.credential.JobId;
import org.credmint.policy.decision.Refusal;

/**
 * Jobs to be put on hold for one reason.
 *
 * @param schedd the name by which HTCondor finds their schedd; empty for the usual one
 * @param refusals of each job, the credential that it cannot have
 * @param reason what their owner reads
 */
public record HoldRequest(Optional<String> schedd, List<Refused> refusals, String reason) {
  /**
   * A job and why it can have no credential.
   *
   * @param job a job, or a cluster
   */
  public record Refused(JobId job, Refusal refusal) {}

  /** Takes a copy. */
  public HoldRequest {
    refusals = List.copyOf(refusals);
  }
}
