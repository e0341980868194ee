// SPDX-License-Identifier: Apache-2.0
package org.credmint.policy.claim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.credmint.config.claim.Template;
import org.credmint.config.rule.PolicyRule;
import org.credmint.config.rule.PolicyRule.Requirement;
import org.credmint.config.rule.PolicyRule.Who;
import org.credmint.config.rule.PolicyRules;
import org.credmint.credential.Scope;
import org.credmint.policy.decision.DecisionContext.Groups;

/**
 * What a policy allows one user, and one job, at most: the union of the rules about everybody, the
 * user's groups and the user. Each rule's requirement must be met, and none may deny.
 *
 * @param scopes what is allowed, each with the rule that allows it first
 * @param audiences who is allowed, each with its rule; empty where no rule says anything of it
 * @param longest the longest lifetime and its rule; empty where no rule says anything of it
 */
record PolicyLimits(
    Map<Scope, String> scopes, Map<String, String> audiences, Optional<Life> longest) {
  private static final String KNOB = "POLICY";

  /** A lifetime and the rule that gives or allows it. */
  record Life(Duration lifetime, String rule) {}

  /** What the rules allow. */
  static PolicyLimits of(PolicyRules policy, Groups groups, TemplateVariables values)
      throws RefusedException {
    List<String> memberOf = memberOf(policy, groups, values.user());
    checkReadable(policy, values.user(), memberOf);
    List<PolicyRule> matching = new ArrayList<>();
    for (PolicyRule rule : policy.rules()) {
      if (rule.who().includes(values.user(), memberOf)) {
        check(rule, values.user(), memberOf);
        matching.add(rule);
      }
    }
    if (matching.isEmpty()) {
      throw new RefusedException(
          KNOB,
          "no policy rule matches user %s; ask the administrator to add one for the user, a group or everybody"
              .formatted(TemplateVariables.shown(values.user())));
    }
    return sum(matching, values);
  }

  private static List<String> memberOf(PolicyRules policy, Groups groups, String user)
      throws RefusedException {
    if (groups instanceof Groups.Known known) {
      return known.names();
    }
    if (policy.groups().isEmpty()) {
      return List.of();
    }
    throw new RefusedException(
        KNOB,
        "the policy has rules for groups, but the groups of user %s cannot be determined: %s; fix that first"
            .formatted(TemplateVariables.shown(user), ((Groups.Unknown) groups).reason()));
  }

  private static void checkReadable(PolicyRules policy, String user, List<String> memberOf)
      throws RefusedException {
    for (Who who : policy.unreadable()) {
      if (who.includes(user, memberOf)) {
        throw new RefusedException(
            nameOf(who), "an invalid policy rule applies, or may apply, to user " + user);
      }
    }
  }

  private static void check(PolicyRule rule, String user, List<String> memberOf)
      throws RefusedException {
    if (rule.denies()) {
      throw new RefusedException(
          nameOf(rule),
          "policy rule denies user %s; ask the administrator"
              .formatted(TemplateVariables.shown(user)));
    }
    Optional<Requirement> requirement = rule.requirement();
    if (requirement.isPresent() && !requirement.get().isMetBy(memberOf)) {
      throw new RefusedException(
          nameOf(rule),
          "user %s must be in %s, but is in %s; ask the administrator to add the user to the group"
              .formatted(
                  TemplateVariables.shown(user),
                  requirement.get(),
                  memberOf.isEmpty() ? "no group" : ReasonText.list(memberOf)));
    }
  }

  private static PolicyLimits sum(List<PolicyRule> rules, TemplateVariables values)
      throws RefusedException {
    Map<Scope, String> scopes = new LinkedHashMap<>();
    Map<String, String> audiences = new LinkedHashMap<>();
    Optional<Life> longest = Optional.empty();
    for (PolicyRule rule : rules) {
      String name = nameOf(rule);
      TemplateVariables own =
          rule.who() instanceof Who.Group group ? values.with(group.name()) : values;
      for (Scope scope :
          TemplateExpander.scopes(
              name, withValues(name, rule.scopes(), own, EncodingContext.PATH), own)) {
        scopes.putIfAbsent(scope, name);
      }
      for (Template word : withValues(name, rule.audiences(), own, EncodingContext.AUDIENCE)) {
        TemplateExpander.fill(name, word, own, EncodingContext.AUDIENCE)
            .ifPresent(audience -> audiences.putIfAbsent(audience, name));
      }
      longest = longer(longest, rule);
    }
    boolean silent = rules.stream().allMatch(rule -> rule.audiences().isEmpty());
    if (!silent && audiences.isEmpty()) {
      throw new RefusedException(
          KNOB, "allows this job no audience; set the job attributes that the policy uses");
    }
    return new PolicyLimits(scopes, audiences, longest);
  }

  /**
   * What names an absent value, or a group that cannot stand there, allows nothing: the limits are
   * tighter without it.
   */
  private static List<Template> withValues(
      String rule, List<Template> words, TemplateVariables values, EncodingContext encoding)
      throws RefusedException {
    List<Template> complete = new ArrayList<>();
    for (Template word : words) {
      boolean isComplete = true;
      for (String name : word.names()) {
        isComplete &= values.find(rule, name).isPresent() && !isUnfitGroup(name, values, encoding);
      }
      if (isComplete) {
        complete.add(word);
      }
    }
    return complete;
  }

  private static boolean isUnfitGroup(
      String name, TemplateVariables values, EncodingContext encoding) {
    String group = values.group();
    return name.equals("groupname") && group != null && !encoding.holdsName(group);
  }

  private static Optional<Life> longer(Optional<Life> longest, PolicyRule rule) {
    Optional<Life> own = rule.lifetime().map(lifetime -> new Life(lifetime, nameOf(rule)));
    boolean isLonger =
        own.isPresent()
            && (longest.isEmpty() || own.get().lifetime().compareTo(longest.get().lifetime()) > 0);
    return isLonger ? own : longest;
  }

  private static String nameOf(PolicyRule rule) {
    return nameOf(rule.who());
  }

  private static String nameOf(Who who) {
    return KNOB + " (" + TemplateVariables.shown(who.toString()) + ")";
  }

  /** The rule that allows a scope. */
  Optional<String> ruleFor(Scope scope) {
    for (Map.Entry<Scope, String> allowed : scopes.entrySet()) {
      if (allowed.getKey().covers(scope)) {
        return Optional.of(allowed.getValue());
      }
    }
    return Optional.empty();
  }
}
