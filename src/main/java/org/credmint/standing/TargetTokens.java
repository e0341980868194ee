// SPDX-License-Identifier: Apache-2.0
package org.credmint.standing;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.credmint.config.claim.ClaimSettings;
import org.credmint.config.knob.Problem;
import org.credmint.config.standing.StandingKnob;
import org.credmint.config.standing.StandingSettings;
import org.credmint.credential.CredentialId;
import org.credmint.policy.decision.Decision;
import org.credmint.policy.decision.TokenPlan;
import org.credmint.provider.Provider;
import org.credmint.provider.Provider.Answer;
import org.credmint.provider.TokenProvider;
import org.jspecify.annotations.Nullable;

/** Tokens of a provider that standing credentials can be, within its policy. */
public interface TargetTokens {
  /** The provider. */
  Provider provider();

  /**
   * Asks policy about a credential that an administrator declared.
   *
   * @param claims what it is to say, in the place of the provider's own templates
   */
  Decision decideFor(CredentialId id, ClaimSettings claims);

  /** Whether a token without an audience is good for nobody. */
  boolean needsAudience();

  /**
   * What policy allowed, with what issues it.
   *
   * @param json whether the file holds a JSON object; else the bare token
   */
  Answer answer(TokenPlan plan, boolean json);

  /** Those of a provider; empty where it is none, or gets its tokens in another way. */
  static Optional<TargetTokens> of(@Nullable Provider provider, boolean remote) {
    if (remote) {
      return provider instanceof TargetTokens given ? Optional.of(given) : Optional.empty();
    }
    return provider instanceof TokenProvider local
        ? Optional.of(new Local(local))
        : Optional.empty();
  }

  /** Those of the provider that a standing credential names; that there are none is a problem. */
  static Optional<TargetTokens> of(
      StandingSettings one,
      StandingSettings.Content.SciToken content,
      Map<String, Provider> served,
      Collection<Problem> problems) {
    String name = content.provider();
    Optional<TargetTokens> tokens = of(served.get(name), content.remote());
    if (tokens.isEmpty()) {
      String list =
          content.remote() ? "CLIENT_CREDMON_PROVIDER_NAMES" : "LOCAL_CREDMON_PROVIDER_NAMES";
      String reason = served.containsKey(name) ? "is not in " + list : "is not served";
      String fix = "fix the problems reported for this provider, or name one of " + list;
      String knob = StandingKnob.PROVIDER.nameFor(one.name());
      problems.add(Problem.ofProvider(one.name(), knob, name, reason, fix));
    }
    return tokens;
  }

  /** Those of a provider that signs them here. */
  record Local(TokenProvider provider) implements TargetTokens {
    @Override
    public Decision decideFor(CredentialId id, ClaimSettings claims) {
      return provider.decideFor(id, claims);
    }

    @Override
    public boolean needsAudience() {
      return provider.settings().form().profile().needsAudience();
    }

    @Override
    public Answer answer(TokenPlan plan, boolean json) {
      return new Answer.Planned<>(plan, provider.issuer().writing(json));
    }
  }
}
