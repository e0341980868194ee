// SPDX-License-Identifier: Apache-2.0
package org.credmint.provider;

import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.credmint.config.group.GroupMap;
import org.credmint.config.knob.Problem;
import org.credmint.config.knob.ProviderSpelling;
import org.credmint.credential.CredentialId;
import org.credmint.event.CredentialEvent;
import org.credmint.issue.Issuance;
import org.credmint.policy.decision.TokenPlan;

/** Finds the largest token that a provider issues, which readers may reject. */
final class TokenSizes {
  /** More would make the check slow where each user's groups are a question to a directory. */
  private static final int MOST_USERS = 2_000;

  private final Collection<String> users;
  private final Instant now;

  /**
   * Sizes of the tokens of these users, and of the one with the most groups in the map file.
   *
   * @param users those who have a directory for credentials
   */
  TokenSizes(Collection<String> users, Instant now) {
    this.users = List.copyOf(users);
    this.now = now;
  }

  /** A warning where the largest token is large. */
  Optional<Problem> tooLarge(TokenProvider provider) {
    Set<String> asked = new LinkedHashSet<>();
    provider.rights().groupMap().flatMap(GroupMap::userOfMostGroups).ifPresent(asked::add);
    users.stream().limit(MOST_USERS).forEach(asked::add);
    provider.prepare(asked);
    Optional<TokenPlan> largest = Optional.empty();
    for (String user : asked) {
      Optional<TokenPlan> plan = plan(provider, user);
      if (plan.isPresent() && largest.filter(one -> size(one) >= size(plan.get())).isEmpty()) {
        largest = plan;
      }
    }
    return largest.flatMap(plan -> tooLarge(provider, plan));
  }

  private static Optional<TokenPlan> plan(TokenProvider provider, String user) {
    CredentialId id = new CredentialId(user, provider.name(), "");
    boolean ofJob = provider.isForJobs();
    return provider.decideOn(
                id, ofJob ? Optional.of(TokenSample.job(provider.settings())) : Optional.empty())
            instanceof TokenPlan plan
        ? Optional.of(plan)
        : Optional.empty();
  }

  private static int size(TokenPlan plan) {
    return plan.scopeClaim().length()
        + plan.audiences().stream().mapToInt(String::length).sum()
        + plan.subject().length();
  }

  private Optional<Problem> tooLarge(TokenProvider provider, TokenPlan plan) {
    if (!(provider.issuer().bare().issue(plan, now) instanceof Issuance.Issued issued)) {
      return Optional.empty();
    }
    int bytes = issued.content().length();
    issued.content().close();
    if (bytes <= CredentialEvent.LargeToken.LARGE_BYTES) {
      return Optional.empty();
    }
    String spelling = ProviderSpelling.of(provider.name());
    boolean byGroups = provider.settings().claims().groupScopes().isPresent();
    return Optional.of(
        new Problem(
            Problem.Severity.WARNING,
            Optional.of(provider.name()),
            "LOCAL_CREDMON_%s_AUTHZ_%sTEMPLATE".formatted(spelling, byGroups ? "GROUP_" : ""),
            "",
            "gives user %s a token of %d bytes, and services reject tokens from about 3500"
                .formatted(plan.id().user(), bytes),
            byGroups
                ? "grant fewer scopes, or list the groups that need them in CREDMINT_%s_TEMPLATE_GROUPS"
                    .formatted(spelling)
                : "grant fewer scopes"));
  }
}
