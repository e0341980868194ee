// SPDX-License-Identifier: Apache-2.0
package org.credmint.audit.search;

import java.time.Instant;
import java.util.Optional;
import org.credmint.audit.line.AuditLine;
import org.credmint.credential.JobId;

/**
 * Which lines to look for: those that match all that is given.
 *
 * @param tokenId {@code jti}
 * @param user the user's name
 * @param job a job, which a line for its whole cluster matches too; or a cluster, which lines for
 *     each of its jobs match
 * @param provider the provider's name
 * @param since no lines before this time
 * @param until no lines from this time on
 */
public record AuditQuery(
    Optional<String> tokenId,
    Optional<String> user,
    Optional<JobId> job,
    Optional<String> provider,
    Optional<Instant> since,
    Optional<Instant> until) {

  /** Whether a line is looked for. */
  boolean matches(AuditLine line) {
    return tokenId.filter(id -> !id.equals(line.claims().tokenId())).isEmpty()
        && user.filter(name -> !name.equals(line.user())).isEmpty()
        && provider.filter(name -> !name.equals(line.provider())).isEmpty()
        && since.filter(line.time()::isBefore).isEmpty()
        && until.filter(end -> !line.time().isBefore(end)).isEmpty()
        && job.filter(wanted -> !isOf(line.job(), wanted)).isEmpty();
  }

  private static boolean isOf(String text, JobId wanted) {
    return JobId.parse(text)
        .filter(job -> job.wholeCluster().equals(wanted.wholeCluster()))
        .filter(job -> job.proc() == wanted.proc() || job.isCluster() || wanted.isCluster())
        .isPresent();
  }
}
