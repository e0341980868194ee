// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.rule;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.credmint.config.claim.ScopeTemplate;
import org.credmint.config.claim.Template;
import org.credmint.config.knob.InvalidKnobValueException;
import org.credmint.config.knob.Values;
import org.credmint.config.rule.PolicyRule.Who;
import org.credmint.credential.Scope;

/** Finds what is wrong with a policy as a whole, and with a policy beside the other knobs. */
final class PolicyCheck {
  private static final Pattern SLASH = Pattern.compile("/");

  /** Stands for whatever a place is filled with; no scope can hold it. */
  private static final String ANYTHING = "\0";

  private final PolicyRules policy;

  PolicyCheck(PolicyRules policy) {
    this.policy = policy;
  }

  /** The policy, with those unreadable for whom there are two rules. */
  PolicyRules withoutTwins() {
    List<Who> unreadable = new ArrayList<>(policy.unreadable());
    Set<Who> seen = new HashSet<>();
    for (PolicyRule rule : policy.rules()) {
      if (!seen.add(rule.who())) {
        unreadable.add(rule.who());
      }
    }
    return new PolicyRules(policy.rules(), unreadable);
  }

  /** Rules that leave somebody, or everybody, without what they seem to give. */
  List<InvalidKnobValueException> emptyHanded() {
    if (policy.rules().isEmpty()) {
      return List.of(
          new InvalidKnobValueException(
              "contains no rule, so nobody gets a token",
              "add rules such as everybody: scopes read:/data, or remove the knob for no policy at all"));
    }
    if (policy.allowNothing()) {
      return List.of(
          new InvalidKnobValueException(
              "allows nothing to anybody, so nobody gets a token",
              "add scopes to a rule if that is not what you want"));
    }
    return usersWithoutScopes();
  }

  /** Users with a rule of their own that gives no scopes, where no other rule could. */
  private List<InvalidKnobValueException> usersWithoutScopes() {
    Predicate<PolicyRule> isForMany = rule -> !(rule.who() instanceof Who.User);
    boolean othersGive =
        policy.rules().stream().filter(isForMany).anyMatch(rule -> !rule.scopes().isEmpty());
    return policy.rules().stream()
        .filter(rule -> !othersGive && !rule.denies() && rule.scopes().isEmpty())
        .map(
            rule ->
                new InvalidKnobValueException(
                    "allows nothing to "
                        + shown(rule)
                        + ": neither this rule nor any other that applies has scopes",
                    "add scopes to it, or write deny"))
        .toList();
  }

  /** Rules whose group cannot stand where they put it, so that they give less than they seem to. */
  List<InvalidKnobValueException> unfitGroups() {
    return policy.rules().stream()
        .filter(rule -> rule.who() instanceof Who.Group group && isUnfit(group, rule))
        .map(
            rule ->
                new InvalidKnobValueException(
                    "uses {groupname} in the rule for "
                        + shown(rule)
                        + ", but a scope cannot contain this name, so the rule allows nothing there",
                    "write a path without {groupname} in this rule"))
        .toList();
  }

  private static boolean isUnfit(Who.Group group, PolicyRule rule) {
    return !Scope.fitsIntoSegment(group.name())
        && Stream.concat(rule.scopes().stream(), rule.audiences().stream())
            .anyMatch(template -> template.names().contains("groupname"));
  }

  /** Whether some rule asks for groups, which somebody has to tell. */
  boolean requiresGroups() {
    return policy.rules().stream().anyMatch(rule -> rule.requirement().isPresent());
  }

  /** Those of the template's scopes that no rule could allow, whatever the places hold. */
  List<String> uncovered(ScopeTemplate template) {
    return template.words().stream()
        .filter(
            word ->
                policy.rules().stream()
                    .flatMap(rule -> rule.scopes().stream())
                    .noneMatch(scope -> couldCover(scope, word)))
        .map(Template::text)
        .toList();
  }

  private static boolean couldCover(Template limits, Template scope) {
    List<String> upper = SLASH.splitAsStream(limits.withEachVariable(ANYTHING)).toList();
    List<String> lower = SLASH.splitAsStream(scope.withEachVariable(ANYTHING)).toList();
    for (int i = 0; i < upper.size(); i++) {
      if (i >= lower.size() || !couldBeEqual(upper.get(i), lower.get(i))) {
        return false;
      }
    }
    // An authorization without a path has no colon, and covers none with one.
    return upper.get(0).endsWith(":") || upper.size() == lower.size();
  }

  private static boolean couldBeEqual(String one, String other) {
    return one.equals(other) || one.contains(ANYTHING) || other.contains(ANYTHING);
  }

  /** Whether some rule allows the audience, or none says anything of audiences. */
  boolean couldAllow(Template audience) {
    List<Template> allowed =
        policy.rules().stream().flatMap(rule -> rule.audiences().stream()).toList();
    return allowed.isEmpty()
        || audience.hasVariables()
        || allowed.stream()
            .anyMatch(one -> one.hasVariables() || one.text().equals(audience.text()));
  }

  private static String shown(PolicyRule rule) {
    return Values.shown(rule.who().toString());
  }
}
