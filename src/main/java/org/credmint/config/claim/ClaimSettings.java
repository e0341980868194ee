// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.claim;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a provider's tokens say where nobody asks for less.
 *
 * @param scopes the scopes of every user ({@code AUTHZ_TEMPLATE})
 * @param scopesExpression a ClassAd expression that gives further scopes ({@code
 *     AUTHZ_TEMPLATE_EXPR})
 * @param groupScopes the scopes of each of the user's groups ({@code AUTHZ_GROUP_TEMPLATE})
 * @param subject {@code sub} ({@code SUBJECT_TEMPLATE})
 * @param audiences {@code aud} ({@code TOKEN_AUDIENCE})
 * @param audienceTemplate {@code aud} in place of {@code audiences} ({@code AUDIENCE_TEMPLATE})
 * @param lifetime from {@code iat} to {@code exp}, whole seconds ({@code TOKEN_LIFETIME})
 * @param lifetimeTemplate a number of seconds, or one place that gives it, in place of {@code
 *     lifetime} ({@code LIFETIME_TEMPLATE})
 */
public record ClaimSettings(
    ScopeTemplate scopes,
    Optional<String> scopesExpression,
    Optional<ScopeTemplate> groupScopes,
    Template subject,
    List<String> audiences,
    Optional<List<Template>> audienceTemplate,
    Duration lifetime,
    Optional<Template> lifetimeTemplate) {

  /** Takes copies of the audiences. */
  public ClaimSettings {
    audiences = List.copyOf(audiences);
    audienceTemplate = audienceTemplate.map(List::copyOf);
  }

  /** The names of all that is put into the templates. */
  public Set<String> placeNames() {
    Set<String> names = new LinkedHashSet<>();
    Stream.of(
            scopes.words().stream(),
            groupScopes.stream().flatMap(template -> template.words().stream()),
            Stream.of(subject),
            audienceTemplate.stream().flatMap(List::stream),
            lifetimeTemplate.stream())
        .flatMap(templates -> templates)
        .forEach(template -> names.addAll(template.names()));
    return names;
  }
}
