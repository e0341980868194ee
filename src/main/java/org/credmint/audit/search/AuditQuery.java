// SPDX-License-Identifier: Apache-2.0
package org.credmint.audit.search;

import java.time.Instant;
import java.util.Optional;
import org.credmint.audit.line.AuditEntry;
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
 * @param aliveAt tokens that were valid at this time, whenever they were issued; no lines about
 *     anything but a token
 */
public record AuditQuery(
    Optional<String> tokenId,
    Optional<String> user,
    Optional<JobId> job,
    Optional<String> provider,
    Optional<Instant> since,
    Optional<Instant> until,
    Optional<Instant> aliveAt) {

  /** All lines. */
  public static final AuditQuery ALL =
      new AuditQuery(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  /** Tokens that are valid at a time, whoever has them. */
  public static AuditQuery ofTokensAliveAt(Instant time) {
    return new AuditQuery(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(time));
  }

  /** Whether a line is looked for. */
  boolean matches(AuditLine line) {
    return tokenId.filter(id -> !id.equals(line.claims().tokenId())).isEmpty()
        && user.filter(name -> !name.equals(line.user())).isEmpty()
        && provider.filter(name -> !name.equals(line.provider())).isEmpty()
        && since.filter(line.time()::isBefore).isEmpty()
        && until.filter(end -> !line.time().isBefore(end)).isEmpty()
        && aliveAt.filter(time -> !wasAlive(line.claims(), time)).isEmpty()
        && job.filter(wanted -> !isOf(line.job(), wanted)).isEmpty();
  }

  private static boolean wasAlive(AuditEntry.Claims claims, Instant time) {
    return claims.issuedAt().filter(issued -> !issued.isAfter(time)).isPresent()
        && claims.expiresAt().filter(end -> end.isAfter(time)).isPresent();
  }

  private static boolean isOf(String text, JobId wanted) {
    return JobId.parse(text)
        .filter(job -> job.wholeCluster().equals(wanted.wholeCluster()))
        .filter(job -> job.proc() == wanted.proc() || job.isCluster() || wanted.isCluster())
        .isPresent();
  }
}
