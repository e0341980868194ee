// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.rule;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.credmint.config.rule.PolicyRule.Who.Everybody;

/**
 * A provider's policy ({@code CREDMINT_<provider>_POLICY}): rules that bound what its tokens may
 * say. Whom no rule is about gets none.
 *
 * @param rules in the order of the knob; no two are about the same
 * @param unreadable whom the rules are about that cannot be read; a policy with any can only bound
 *     what another allows, and allows these nothing
 */
public record PolicyRules(List<PolicyRule> rules, List<PolicyRule.Who> unreadable) {
  /** Takes copies of the lists. */
  public PolicyRules {
    rules = List.copyOf(rules);
    unreadable = List.copyOf(unreadable);
  }

  /** A policy that could be read whole. */
  public PolicyRules(List<PolicyRule> rules) {
    this(rules, List.of());
  }

  /** The groups that the rules name, so that a user's groups must be known to apply them. */
  public Set<String> groups() {
    Set<String> groups = new LinkedHashSet<>();
    rules.stream().flatMap(PolicyRule::groups).forEach(groups::add);
    unreadable.stream().flatMap(PolicyRule.Who::groups).forEach(groups::add);
    return groups;
  }

  /** Whether no user can get anything by these rules. */
  public boolean allowNothing() {
    return rules.stream().allMatch(rule -> rule.scopes().isEmpty())
        || rules.stream().anyMatch(rule -> rule.denies() && rule.who() instanceof Everybody);
  }

  /** The lifetimes that the rules allow, each once. */
  public Set<Duration> lifetimes() {
    Set<Duration> lifetimes = new LinkedHashSet<>();
    rules.stream().map(PolicyRule::lifetime).flatMap(Optional::stream).forEach(lifetimes::add);
    return lifetimes;
  }

  /** The names of all that is put into the rules' scopes and audiences. */
  public Set<String> placeNames() {
    Set<String> names = new LinkedHashSet<>();
    rules.stream()
        .flatMap(rule -> Stream.concat(rule.scopes().stream(), rule.audiences().stream()))
        .forEach(template -> names.addAll(template.names()));
    return names;
  }
}
