// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.rule;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.credmint.config.claim.ClaimDraft;
import org.credmint.config.claim.JobScoping;
import org.credmint.config.claim.Template;
import org.credmint.config.group.GroupSettings;
import org.credmint.config.knob.KnobReader.KnobValue;
import org.credmint.config.knob.ProviderKnob;
import org.credmint.config.knob.ProviderKnobs;
import org.credmint.config.knob.Values;

/** Reads a provider's policy, and compares it with the knobs that it bounds. */
public final class PolicyReader {
  private final ProviderKnobs knobs;
  private final JobScoping jobs;

  public PolicyReader(ProviderKnobs knobs, JobScoping jobs) {
    this.knobs = knobs;
    this.jobs = jobs;
  }

  /**
   * The policy, without the rules that cannot be read, which are reported; empty where there is
   * none. A knob with nothing behind it is a policy without rules: only without the knob tokens
   * have no bound.
   */
  public Optional<PolicyRules> read() {
    return knobs.findEvenBlank(ProviderKnob.POLICY).map(this::parse);
  }

  private PolicyRules parse(KnobValue found) {
    PolicyParser parser = new PolicyParser(jobs);
    PolicyRules policy = parser.parse(found.value());
    parser.flaws().forEach(flaw -> knobs.disable(found, flaw.reason(), flaw.fix()));
    PolicyRules distinct = new PolicyCheck(policy).withoutTwins();
    distinct.unreadable().stream()
        .skip(policy.unreadable().size())
        .forEach(
            who ->
                knobs.disable(
                    found,
                    "has two rules for " + Values.shown(who.toString()),
                    "write one rule with all the clauses"));
    if (parser.flaws().isEmpty()) {
      PolicyCheck check = new PolicyCheck(distinct);
      Stream.concat(check.emptyHanded().stream(), check.unfitGroups().stream())
          .forEach(flaw -> knobs.warn(found, flaw.reason(), flaw.fix()));
    }
    return distinct;
  }

  /** Reports where policy, templates, groups and lifetimes do not go together. */
  public void compare(Optional<PolicyRules> policy, ClaimDraft claims, GroupSettings groups) {
    checkLifetime(policy, claims);
    Optional<KnobValue> found = knobs.findEvenBlank(ProviderKnob.POLICY);
    Optional<PolicyRules> rules =
        policy.filter(one -> one.unreadable().isEmpty() && !one.allowNothing());
    if (found.isPresent() && rules.isPresent()) {
      checkGroups(found.get(), rules.get(), groups);
      checkDefaults(found.get(), new PolicyCheck(rules.get()), claims);
    }
  }

  /** Of a provider whose issuer alone decides how long its tokens live. */
  public void refuseLifetimes(Optional<PolicyRules> policy) {
    if (policy.filter(rules -> !rules.lifetimes().isEmpty()).isPresent()) {
      knobs.disable(
          knobs.findEvenBlank(ProviderKnob.POLICY).orElseThrow(),
          "limits the lifetime, and the remote issuer alone decides how long its tokens live",
          "remove the lifetime clauses, and limit the lifetime at the issuer");
    }
  }

  private void checkGroups(KnobValue found, PolicyRules policy, GroupSettings groups) {
    if (groups.mapFile().isPresent() || groups.system() || policy.groups().isEmpty()) {
      return;
    }
    String fix =
        "set "
            + ProviderKnob.AUTHZ_GROUP_MAPFILE.generalName()
            + ", or "
            + ProviderKnob.SYSTEM_GROUPS.generalName();
    if (new PolicyCheck(policy).requiresGroups()) {
      knobs.disable(
          found,
          "requires a group, but no source of group membership is configured, so nobody gets a token",
          fix);
    } else {
      knobs.warn(
          found, "has rules for groups, but no source of group membership is configured", fix);
    }
  }

  /** What nobody asked to be less than the default is refused where the default is too much. */
  private void checkDefaults(KnobValue found, PolicyCheck check, ClaimDraft claims) {
    List<String> uncovered = claims.scopes().map(check::uncovered).orElse(List.of());
    if (!uncovered.isEmpty()) {
      knobs.warn(
          found,
          "no rule allows %s from %s, so tokens are refused unless the job requests less"
              .formatted(Values.shown(String.join(" ", uncovered)), template()),
          "allow it in a rule, or change " + ProviderKnob.AUTHZ_TEMPLATE.nameFor(knobs.provider()));
    }
    for (Template audience : claims.defaultAudiences()) {
      if (!check.couldAllow(audience)) {
        knobs.warn(
            found,
            "no rule allows the default audience %s".formatted(Values.shown(audience.text())),
            "add it to the audiences of a rule, or remove it from the default");
      }
    }
  }

  private String template() {
    return knobs
        .findWritten(ProviderKnob.AUTHZ_TEMPLATE)
        .map(KnobValue::knob)
        .orElseGet(() -> "the default of " + ProviderKnob.AUTHZ_TEMPLATE.generalName());
  }

  private void checkLifetime(Optional<PolicyRules> policy, ClaimDraft claims) {
    claims.lifetime().ifPresent(usual -> checkLifetime(policy, claims, usual));
  }

  private void checkLifetime(Optional<PolicyRules> policy, ClaimDraft claims, Duration usual) {
    Optional<Duration> wanted =
        claims
            .lifetimeTemplate()
            .filter(template -> !template.hasVariables())
            .map(template -> Duration.ofSeconds(Long.parseLong(template.text())));
    Duration longest =
        policy.stream()
            .flatMap(rules -> rules.lifetimes().stream())
            .max(Duration::compareTo)
            .filter(allowed -> allowed.compareTo(usual) > 0)
            .orElse(usual);
    if (wanted.isPresent() && wanted.get().compareTo(longest) > 0) {
      knobs.disable(
          knobs.find(ProviderKnob.LIFETIME_TEMPLATE).orElseThrow(),
          "is longer than the %d s allowed by %s and the policy"
              .formatted(longest.toSeconds(), ProviderKnob.TOKEN_LIFETIME.generalName()),
          "use a smaller number, or raise that limit");
    }
  }
}
