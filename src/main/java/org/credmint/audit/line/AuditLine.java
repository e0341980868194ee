// SPDX-License-Identifier: Apache-2.0
package org.credmint.audit.line;

import java.time.Instant;

/**
 * A line of the audit log, read back. Text is empty and a count 0 where the line has none.
 *
 * @param time when it happened, to the millisecond
 * @param act an {@link AuditEntry.Act#word}, or one of the audit log's own
 * @param provider whose token it is
 * @param user the user's name
 * @param job {@code 12.3}, or {@code 12} for a cluster
 * @param target the target of a standing credential; empty for a token of users and jobs
 * @param claims what the token says, or what was asked for
 * @param rule what of the configuration allowed it, or did not
 * @param outcome what came of it
 * @param last in a line {@code resumed}: the SHA-256 of the last line before the damage
 * @param damaged in a line {@code resumed}: the SHA-256 of the damaged lines' SHA-256s
 * @param count how many lines are damaged, or missing
 * @param previous the SHA-256 of the line before
 */
public record AuditLine(
    Instant time,
    String act,
    String provider,
    String user,
    String job,
    String target,
    AuditEntry.Claims claims,
    String rule,
    String outcome,
    String last,
    String damaged,
    long count,
    String previous) {

  /** The audit log continues in this file. */
  public static final String CONTINUED = "continued";

  /** The audit log continues after lines that were not written completely. */
  public static final String RESUMED = "resumed";

  /** Lines are missing that could not be written. */
  public static final String GAP = "gap";
}
