// SPDX-License-Identifier: Apache-2.0
package org.credmint.status;

import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import org.credmint.credential.CredentialId;
import org.credmint.credential.JobId;

/**
 * How one credential does.
 *
 * @param id which
 * @param job the job or cluster that it is for; empty where it is for none
 * @param target the target that an administrator named; empty where it is for none
 * @param condition how it does
 * @param expiresAt when the one that is there dies; empty where none is there
 * @param nextAt when something is done about it next; empty for not before something changes
 * @param failures how often in a row it could not be issued; 0 or more
 * @param reason why it is not as it should be; empty where it is, or where nobody knows any more
 */
public record CredentialStatus(
    CredentialId id,
    Optional<JobId> job,
    Optional<String> target,
    Condition condition,
    Optional<Instant> expiresAt,
    Optional<Instant> nextAt,
    int failures,
    String reason) {
  /** The worst first, then those that expire first. */
  public static final Comparator<CredentialStatus> BY_URGENCY =
      Comparator.comparing(CredentialStatus::condition)
          .thenComparing(one -> one.expiresAt().orElse(Instant.MIN))
          .thenComparing(CredentialStatus::id);

  /** Whether it is for this job: the job itself, its cluster, or any job of the cluster asked. */
  public boolean isFor(JobId asked) {
    return job.filter(
            one ->
                one.equals(asked)
                    || one.equals(asked.wholeCluster())
                    || (asked.isCluster() && one.wholeCluster().equals(asked)))
        .isPresent();
  }
}
