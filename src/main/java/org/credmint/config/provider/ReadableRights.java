// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.provider;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.credmint.config.claim.ClaimDraft;
import org.credmint.config.group.GroupSettings;
import org.credmint.config.knob.Knob;
import org.credmint.config.knob.ProviderKnob;
import org.credmint.config.rule.PolicyRules;

/**
 * What a configuration says of a provider's rights, though it cannot be used as it stands: whatever
 * it takes away counts, and where nobody can tell what it takes away, nothing is allowed.
 *
 * @param claims what could be read of the templates
 * @param groups who is in which group
 * @param policy what tokens may say at most; empty where no policy is set
 * @param unreadable the knobs that are set to something that cannot be read
 */
public record ReadableRights(
    ClaimDraft claims, GroupSettings groups, Optional<PolicyRules> policy, Set<Knob> unreadable) {
  private static final List<Knob> OF_GROUPS =
      List.of(ProviderKnob.AUTHZ_GROUP_MAPFILE, ProviderKnob.SYSTEM_GROUPS);

  /** The knobs that say what a token is good for, where no policy does. */
  private static final List<Knob> OF_TEMPLATES =
      List.of(
          ProviderKnob.AUTHZ_TEMPLATE,
          ProviderKnob.AUTHZ_GROUP_TEMPLATE,
          ProviderKnob.TEMPLATE_GROUPS,
          ProviderKnob.TOKEN_AUDIENCE,
          ProviderKnob.AUDIENCE_TEMPLATE);

  /** Takes a copy of the knobs. */
  public ReadableRights {
    unreadable = Set.copyOf(unreadable);
  }

  /** The lifetime of tokens where nobody asks for less; empty where it cannot be read. */
  public Optional<Duration> lifetime() {
    return claims.lifetime();
  }

  /** All the rights of a provider whose knobs could be read. */
  public static ReadableRights of(ProviderSettings provider) {
    return new ReadableRights(
        ClaimDraft.of(provider.claims()), provider.groups(), provider.policy(), Set.of());
  }

  /**
   * A provider with these rights.
   *
   * @param before gives issuer, key, form and jobs, and whatever of the templates cannot be read
   */
  public ProviderSettings completedBy(ProviderSettings before) {
    return new ProviderSettings(
        before.name(),
        before.issuer(),
        before.key(),
        before.form(),
        claims.completedBy(before.claims()),
        groups,
        before.jobs(),
        policy);
  }

  /**
   * Why nothing can be allowed at all.
   *
   * @return the knob that cannot be read and that nothing else stands in for; empty where the
   *     rights can be told
   */
  public Optional<String> unknown() {
    Optional<Knob> ofGroups = OF_GROUPS.stream().filter(unreadable::contains).findFirst();
    Optional<Knob> ofTemplates =
        OF_TEMPLATES.stream()
            .filter(knob -> policy.isEmpty() && unreadable.contains(knob))
            .findFirst();
    return ofGroups.or(() -> ofTemplates).map(Knob::generalName);
  }
}
