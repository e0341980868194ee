// SPDX-License-Identifier: Apache-2.0
package org.credmint.policy;

import org.credmint.config.provider.ProviderSettings;
import org.credmint.credential.CredentialId;
import org.credmint.policy.claim.PlanBuilder;
import org.credmint.policy.claim.RefusedException;
import org.credmint.policy.decision.Decision;
import org.credmint.policy.decision.DecisionContext;
import org.credmint.policy.decision.DecisionContext.Groups;
import org.credmint.policy.decision.Refusal;
import org.credmint.policy.decision.Suspension;
import org.credmint.policy.decision.TokenPlan;

/**
 * Decides what a credential may say. Pure.
 *
 * <p>Scopes come in the order of the stock monitor: the template's, the expression's, then those of
 * each group; one that comes twice is said once. Whatever could make one of them wider than the
 * administrator wrote it is a {@link Refusal}, and so is an expression that fails: a token that
 * lacks some of its scopes would break a job later and further away.
 */
public final class Policy {
  private Policy() {}

  /**
   * Decides on one credential.
   *
   * @param id who asks for what
   * @param provider the provider that {@code id} names
   * @param context what is known of the user
   */
  public static Decision decide(
      CredentialId id, ProviderSettings provider, DecisionContext context) {
    try {
      checkRequirement(id.user(), provider, context);
      return new PlanBuilder(id, provider, context).plan();
    } catch (RefusedException e) {
      return new Refusal(id, e.rule(), e.reason());
    }
  }

  /**
   * Bounds a decision by what a configuration says that cannot be used whole.
   *
   * @param decision of the configuration that is in force
   * @param bound what the other decides on the same credential
   * @return never wider than either; nothing but a suspension where {@code bound} allows nothing
   */
  public static Decision within(Decision decision, Decision bound) {
    if (!(decision instanceof TokenPlan plan)) {
      return decision;
    }
    if (bound instanceof TokenPlan other) {
      return Overlap.of(plan, other);
    }
    return bound instanceof Refusal refusal
        ? new Suspension(refusal.id(), refusal.rule(), refusal.reason())
        : bound;
  }

  private static void checkRequirement(
      String user, ProviderSettings provider, DecisionContext context) throws RefusedException {
    if (provider.groups().required().isEmpty()) {
      return;
    }
    String rule = "AUTHZ_GROUP_REQUIREMENT";
    String required = provider.groups().required().get();
    if (context.groups() instanceof Groups.Unknown unknown) {
      throw new RefusedException(
          rule,
          "cannot determine whether user %s is in group %s: %s; fix the map file"
              .formatted(user, required, unknown.reason()));
    }
    if (context.groups() instanceof Groups.Known known && !known.names().contains(required)) {
      throw new RefusedException(
          rule,
          "user %s is not in group %s; ask the administrator to add the group to the user's line in the map file"
              .formatted(user, required));
    }
  }
}
