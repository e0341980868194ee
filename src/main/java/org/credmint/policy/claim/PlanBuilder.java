// SPDX-License-Identifier: Apache-2.0
package org.credmint.policy.claim;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.credmint.config.claim.ClaimSettings;
import org.credmint.config.provider.ProviderSettings;
import org.credmint.credential.CredentialId;
import org.credmint.credential.Scope;
import org.credmint.policy.claim.PolicyLimits.Life;
import org.credmint.policy.decision.DecisionContext;
import org.credmint.policy.decision.TokenPlan;
import org.credmint.policy.decision.TraceStep;

/**
 * What one token says, claim by claim, and what gave each. For one use.
 *
 * <p>What the user asks for takes the place of what the templates give. Either must be within the
 * policy where there is one; without a policy the templates are the bound of what may be asked.
 */
public final class PlanBuilder {
  /** OpenID Connect Core 1.0, section 2: {@code sub} is no longer than 255 ASCII characters. */
  private static final int LONGEST_SUBJECT_BYTES = 255;

  private final CredentialId id;
  private final ProviderSettings provider;
  private final ClaimSettings settings;
  private final DecisionContext context;
  private final TemplateVariables values;
  private final Optional<PolicyLimits> limits;
  private final NarrowingRequest requested;
  private final List<TraceStep> trace = new ArrayList<>();
  private final List<String> notes = new ArrayList<>(0);

  public PlanBuilder(CredentialId id, ProviderSettings provider, DecisionContext context)
      throws RefusedException {
    this.id = id;
    this.provider = provider;
    this.settings = provider.claims();
    this.context = context;
    this.values = new TemplateVariables(id.user(), null, context.job().orElse(null));
    this.limits =
        provider.policy().isPresent()
            ? Optional.of(PolicyLimits.of(provider.policy().get(), context.groups(), values))
            : Optional.empty();
    this.requested =
        context.job().isPresent()
            ? NarrowingRequest.of(provider.narrowing(), context.job().get())
            : NarrowingRequest.NONE;
  }

  /** The token that may be issued. */
  public TokenPlan plan() throws RefusedException {
    String subject = subject();
    Map<Scope, String> scopes =
        new ScopeClaim(provider, context, values, limits, notes).scopes(requested);
    for (Map.Entry<Scope, String> scope : scopes.entrySet()) {
      trace("scope", scope.getKey().toString(), scope.getValue());
    }
    Map<String, String> audiences =
        new AudienceClaim(provider, values, limits.map(PolicyLimits::audiences).orElse(Map.of()))
            .audiences(requested);
    for (Map.Entry<String, String> audience : audiences.entrySet()) {
      trace("aud", audience.getKey(), audience.getValue());
    }
    Life lifetime =
        new LifetimeClaim(provider, values, context.shortestLifetime(), longest())
            .lifetime(requested);
    trace("exp", lifetime.lifetime().toSeconds() + " s", lifetime.rule());
    return new TokenPlan(
        id,
        subject,
        List.copyOf(scopes.keySet()),
        List.copyOf(audiences.keySet()),
        lifetime.lifetime(),
        trace,
        notes);
  }

  private Life longest() {
    return limits
        .flatMap(PolicyLimits::longest)
        .orElseGet(() -> new Life(provider.claims().lifetime(), LifetimeClaim.KNOB));
  }

  private void trace(String claim, String value, String rule) {
    trace.add(new TraceStep(claim, value, rule));
  }

  private String subject() throws RefusedException {
    String rule = "SUBJECT_TEMPLATE";
    String subject =
        TemplateExpander.fill(rule, settings.subject(), values, EncodingContext.SUBJECT).orElse("");
    boolean isShort = subject.length() * 3 <= LONGEST_SUBJECT_BYTES; // UTF-8 needs no more
    int bytes = isShort ? 0 : subject.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > LONGEST_SUBJECT_BYTES) {
      throw new RefusedException(
          "sub",
          "the subject would be %d bytes long, but at most %d are allowed; shorten the template or the user name"
              .formatted(bytes, LONGEST_SUBJECT_BYTES));
    }
    trace("sub", subject, rule);
    return subject;
  }
}
