// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.provider;

import java.util.Optional;
import java.util.Set;
import org.credmint.config.claim.ClaimSettings;
import org.credmint.config.claim.Granularity;
import org.credmint.config.claim.JobScoping;
import org.credmint.config.claim.NarrowingAttributes;
import org.credmint.config.group.GroupSettings;
import org.credmint.config.rule.PolicyRules;

/**
 * What one locally issued provider signs, and with which key. Equal records mean that nothing has
 * to be issued again.
 *
 * @param name the provider's name, as users ask for it
 * @param issuer {@code iss} ({@code ISSUER}); empty where a remote issuer gives the tokens
 * @param key what signs
 * @param form how tokens are written
 * @param claims what they say where nobody asks for less
 * @param groups who is in which group
 * @param jobs whether it issues for users or for jobs
 * @param policy what tokens may say at most; empty where the templates are the bound
 */
public record ProviderSettings(
    String name,
    String issuer,
    KeySettings key,
    TokenFormat form,
    ClaimSettings claims,
    GroupSettings groups,
    JobScoping jobs,
    Optional<PolicyRules> policy) {

  /** By which attributes a job's user asks for less. */
  public NarrowingAttributes narrowing() {
    return NarrowingAttributes.of(name);
  }

  /**
   * The attributes of a job's ad that decide what its credential says. Job, cluster and owner are
   * not among them: they are known without the ad.
   *
   * @return in any order, each once whatever its case; empty for a provider that issues for users
   */
  public Set<String> wantedAttributes() {
    Set<String> wanted = JobScoping.ignoringCase(Set.of());
    if (jobs.granularity() != Granularity.USER) {
      Set<String> known = jobs.variableNames();
      claims.placeNames().stream().filter(known::contains).forEach(wanted::add);
      policy.stream()
          .flatMap(rules -> rules.placeNames().stream())
          .filter(known::contains)
          .forEach(wanted::add);
      wanted.addAll(jobs.addedAttributes());
      wanted.addAll(narrowing().attributes());
      Set.of("ClusterId", "ProcId", "Owner").forEach(wanted::remove);
    }
    return wanted;
  }
}
