// SPDX-License-Identifier: Apache-2.0
package org.credmint.audit.line;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.credmint.credential.Description;
import org.credmint.credential.JobId;

/**
 * What was done with one credential, or why nothing was.
 *
 * @param act what was done
 * @param provider whose token it is, such as {@code scitokens}
 * @param user the user's name as the credd stores it
 * @param job the job, or cluster of jobs, that the token is for; empty where it is for all of the
 *     user's
 * @param target the target of a standing credential, or its own name where it has no targets; empty
 *     for a token of users and jobs
 * @param claims what the token says, or what was asked for
 * @param rule what of the configuration allowed it, or did not; empty where nothing did
 * @param outcome what came of it, in words, without a secret
 */
public record AuditEntry(
    Act act,
    String provider,
    String user,
    Optional<JobId> job,
    String target,
    Claims claims,
    String rule,
    String outcome) {

  /** What happened to a token of a user or a job. */
  public AuditEntry(
      Act act,
      String provider,
      String user,
      Optional<JobId> job,
      Claims claims,
      String rule,
      String outcome) {
    this(act, provider, user, job, "", claims, rule, outcome);
  }

  /** What can be done with a credential. */
  public enum Act {
    /** A first token was made; the line is durable before its file appears. */
    MINT,
    /** A token was made in place of an older one; the line is durable before its file appears. */
    RENEWAL,
    /** Policy allows no token. */
    REFUSAL,
    /** A job was put on hold because it can have no token. */
    HOLD,
    /** A token's file was removed. */
    REMOVAL,
    /**
     * HTCondor or another program removed a token's file; the line is written when that is seen.
     */
    LOSS,
    /** A token that an earlier line tells of was made, but its file could not be written. */
    FAILURE,
    /** An administrator took tokens back. */
    REVOCATION,
    /** An administrator ended a revocation. */
    LIFT,
    /** An administrator had tokens renewed before they were due. */
    REQUEST;

    /** The word in the line, such as {@code mint}. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Whether a token says the claims; otherwise somebody asked for them. */
    boolean hasToken() {
      return this != REFUSAL && this != HOLD;
    }
  }

  /**
   * What a token says. Text is empty where there is none.
   *
   * @param keyId {@code kid}
   * @param tokenId {@code jti}
   * @param subject {@code sub}
   * @param audiences {@code aud}
   * @param scope {@code scope}, blank-separated
   * @param issuedAt {@code iat}, whole seconds
   * @param expiresAt {@code exp}, whole seconds
   */
  public record Claims(
      String keyId,
      String tokenId,
      String subject,
      List<String> audiences,
      String scope,
      Optional<Instant> issuedAt,
      Optional<Instant> expiresAt) {

    /** Where no token is spoken of. */
    public static final Claims NONE = asked(List.of(), "");

    /** Takes a copy of the audiences. */
    public Claims {
      audiences = List.copyOf(audiences);
    }

    /** What a credential says that was made. */
    public static Claims of(Description made) {
      return new Claims(
          made.keyId(),
          made.serial(),
          made.subject(),
          made.audiences(),
          made.scope(),
          Optional.of(made.issuedAt()),
          Optional.of(made.expiresAt()));
    }

    /** What was asked for and is refused. */
    public static Claims asked(List<String> audiences, String scope) {
      return new Claims("", "", "", audiences, scope, Optional.empty(), Optional.empty());
    }
  }
}
