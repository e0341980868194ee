// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.claim;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.credmint.config.knob.Knob;
import org.credmint.config.knob.ProviderKnob;

/**
 * What was read of the knobs that decide what a provider's tokens say.
 *
 * @param scopes empty where it cannot be read
 * @param expression {@code AUTHZ_TEMPLATE_EXPR}; empty where it is not set
 * @param groupScopes empty where it is not set or cannot be read
 * @param subject empty where it cannot be read
 * @param audiences empty where it is not set or cannot be read
 * @param audienceTemplate empty where it is not set or cannot be read
 * @param lifetime empty where it cannot be read
 * @param lifetimeTemplate empty where it is not set or cannot be read
 * @param unreadable the knobs that are set to something that cannot be read
 */
public record ClaimDraft(
    Optional<ScopeTemplate> scopes,
    Optional<String> expression,
    Optional<ScopeTemplate> groupScopes,
    Optional<Template> subject,
    Optional<List<String>> audiences,
    Optional<List<Template>> audienceTemplate,
    Optional<Duration> lifetime,
    Optional<Template> lifetimeTemplate,
    Set<Knob> unreadable) {
  /** Takes a copy of the knobs. */
  public ClaimDraft {
    unreadable = Set.copyOf(unreadable);
  }

  /** A draft that leaves nothing open. */
  public static ClaimDraft of(ClaimSettings settings) {
    return new ClaimDraft(
        Optional.of(settings.scopes()),
        settings.scopesExpression(),
        settings.groupScopes(),
        Optional.of(settings.subject()),
        Optional.of(settings.audiences()),
        settings.audienceTemplate(),
        Optional.of(settings.lifetime()),
        settings.lifetimeTemplate(),
        Set.of());
  }

  /** {@code aud} where nobody asks for less; empty where that cannot be read. */
  public List<Template> defaultAudiences() {
    return unreadable.contains(ProviderKnob.AUDIENCE_TEMPLATE)
        ? List.of()
        : audienceTemplate.orElseGet(
            () -> audiences.orElse(List.of()).stream().map(Template::literal).toList());
  }

  /** The settings; empty where a knob cannot be read. */
  public Optional<ClaimSettings> settings() {
    return unreadable.isEmpty()
        ? Optional.of(
            new ClaimSettings(
                scopes.orElseThrow(),
                expression,
                groupScopes,
                subject.orElseThrow(),
                audiences.orElse(List.of()),
                audienceTemplate,
                lifetime.orElseThrow(),
                lifetimeTemplate))
        : Optional.empty();
  }

  /** The settings, with those of before in the place of what cannot be read. */
  public ClaimSettings completedBy(ClaimSettings before) {
    return new ClaimSettings(
        scopes.orElse(before.scopes()),
        expression,
        or(ProviderKnob.AUTHZ_GROUP_TEMPLATE, groupScopes, before.groupScopes()),
        subject.orElse(before.subject()),
        or(ProviderKnob.TOKEN_AUDIENCE, audiences, Optional.of(before.audiences()))
            .orElse(List.of()),
        or(ProviderKnob.AUDIENCE_TEMPLATE, audienceTemplate, before.audienceTemplate()),
        lifetime.orElse(before.lifetime()),
        or(ProviderKnob.LIFETIME_TEMPLATE, lifetimeTemplate, before.lifetimeTemplate()));
  }

  private <T> Optional<T> or(Knob knob, Optional<T> read, Optional<T> before) {
    return unreadable.contains(knob) ? before : read;
  }
}
