// SPDX-License-Identifier: Apache-2.0
package org.credmint.policy.decision;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.credmint.config.claim.ClaimSettings;

/**
 * What is known of a user and a job beyond their names, gathered before policy is asked.
 *
 * @param groups the user's groups, as far as they are known
 * @param expression what {@link ClaimSettings#scopesExpression} gave for this user
 * @param shortestLifetime the shortest lifetime that can be kept fresh, whole seconds; nobody may
 *     ask for less
 * @param job the job that the credential is for; empty for one that is the user's
 */
public record DecisionContext(
    Groups groups,
    ExpressionValue expression,
    Duration shortestLifetime,
    Optional<JobContext> job) {
  /** No group, no expression and no job. */
  public static final DecisionContext NONE =
      new DecisionContext(List.of(), new ExpressionValue.Absent());

  /** Facts of a user, where no job is in sight. */
  public DecisionContext(Groups groups, ExpressionValue expression) {
    this(groups, expression, Duration.ofSeconds(1), Optional.empty());
  }

  /** Facts of a user whose groups are known, in the order of the map file. */
  public DecisionContext(List<String> groups, ExpressionValue expression) {
    this(new Groups.Known(groups), expression);
  }

  /** The same for a job. */
  public DecisionContext of(JobContext one) {
    return new DecisionContext(groups, expression, shortestLifetime, Optional.of(one));
  }

  /** The groups of a user. */
  public sealed interface Groups {
    /** These, in the order of the map file; the user is in no other. */
    record Known(List<String> names) implements Groups {
      /** Takes a copy of the names. */
      public Known {
        names = List.copyOf(names);
      }
    }

    /** Nobody knows: the map file could never be read, or the system does not tell. */
    record Unknown(String reason) implements Groups {}
  }

  /** The outcome of a ClassAd expression. */
  public sealed interface ExpressionValue {
    /** The provider has no expression. */
    record Absent() implements ExpressionValue {}

    /** It gave this text: scopes, separated by blanks; may be empty. */
    record Text(String text) implements ExpressionValue {}

    /** It gave no text. */
    record Failed(String reason) implements ExpressionValue {}
  }
}
