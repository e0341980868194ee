// SPDX-License-Identifier: Apache-2.0
package org.credmint.provider;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.credmint.config.claim.ClaimSettings;
import org.credmint.config.claim.JobScoping;
import org.credmint.config.group.GroupMap;
import org.credmint.config.group.GroupSettings;
import org.credmint.config.provider.ProviderSettings;
import org.credmint.config.rule.PolicyRules;
import org.credmint.credential.CredentialId;
import org.credmint.os.process.Accounts;
import org.credmint.os.process.Accounts.Membership;
import org.credmint.policy.Policy;
import org.credmint.policy.decision.Decision;
import org.credmint.policy.decision.DecisionContext;
import org.credmint.policy.decision.DecisionContext.ExpressionValue;
import org.credmint.policy.decision.DecisionContext.Groups;
import org.credmint.policy.decision.JobContext;

/**
 * What one configuration allows a provider's users: knobs, with the groups that they speak of.
 *
 * @param settings the knobs
 * @param groupMap who is in which group; empty where the file could not be read
 * @param accounts tells the system's groups; empty where they do not count
 */
public record Rights(
    ProviderSettings settings, Optional<GroupMap> groupMap, Optional<Accounts> accounts) {

  /** What the policy does, for people. */
  String policyInWords() {
    if (settings.policy().isEmpty()) {
      return "none: only the templates limit tokens";
    }
    PolicyRules policy = settings.policy().get();
    if (policy.allowNothing()) {
      return "allows nothing to anybody, so no token is issued";
    }
    int rules = policy.rules().size();
    return rules == 1 ? "one rule limits tokens" : rules + " rules limit tokens";
  }

  /** The user's groups, those of the map file first, or that they are not known. */
  public Groups groupsOf(String user) {
    if (groupMap.isEmpty()) {
      return new Groups.Unknown("the group map could not be read");
    }
    List<String> mapped = groupMap.get().groupsOf(user);
    if (accounts.isEmpty()) {
      return new Groups.Known(mapped);
    }
    Membership membership = accounts.get().groupsOf(user);
    if (membership instanceof Membership.Unknown unknown) {
      return new Groups.Unknown(unknown.reason());
    }
    List<String> system = ((Membership.Known) membership).groups();
    return new Groups.Known(Stream.concat(mapped.stream(), system.stream()).distinct().toList());
  }

  /** The same, with the groups that were known before where they are not known now. */
  public Rights keepingGroupsOf(Rights before) {
    boolean sameFile = settings.groups().mapFile().equals(before.settings.groups().mapFile());
    return groupMap.isPresent() || !sameFile
        ? this
        : new Rights(settings, before.groupMap, accounts);
  }

  /**
   * The same key, issuer and policy for other claims. A group that is required of users is not
   * required here: what an administrator declares is for no user.
   */
  Rights with(ClaimSettings claims) {
    ProviderSettings declared =
        new ProviderSettings(
            settings.name(),
            settings.issuer(),
            settings.key(),
            settings.form(),
            claims,
            GroupSettings.NONE,
            JobScoping.NONE,
            settings.policy());
    return new Rights(declared, groupMap, accounts);
  }

  /** Asks policy. Scope expressions have to be prepared for the user. */
  public Decision decide(CredentialId id, Optional<JobContext> job, TokenProvider.Context context) {
    ExpressionValue expression =
        settings
            .claims()
            .scopesExpression()
            .map(text -> context.expressions().of(text, id.user()))
            .orElseGet(ExpressionValue.Absent::new);
    DecisionContext facts =
        new DecisionContext(groupsOf(id.user()), expression, context.shortestLifetime(), job);
    return Policy.decide(id, settings, facts);
  }

  /** Whether tokens by the other rights are still what these would give. */
  public boolean giveTheSameAs(Rights other) {
    return settings.equals(other.settings) && groupMap.equals(other.groupMap);
  }
}
