// SPDX-License-Identifier: Apache-2.0
package org.credmint.standing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.credmint.config.claim.AllowedVariables;
import org.credmint.config.claim.ClaimSettings;
import org.credmint.config.claim.ScopeTemplate;
import org.credmint.config.claim.Template;
import org.credmint.config.claim.Template.InvalidTemplateException;
import org.credmint.config.standing.StandingKnob;
import org.credmint.config.standing.StandingSettings;
import org.credmint.config.standing.StandingSettings.Content;
import org.credmint.config.standing.Target;
import org.credmint.config.standing.TargetTemplate;
import org.credmint.config.standing.TargetTemplate.UnfitTargetException;
import org.credmint.config.standing.TemplatePlace;
import org.credmint.credential.CredentialId;
import org.credmint.credential.CredentialKind;
import org.credmint.credential.kind.CredentialType;
import org.credmint.issue.CredentialReading;
import org.credmint.issue.CredentialReading.Decoded;
import org.credmint.policy.decision.Decision;
import org.credmint.policy.decision.Denial;
import org.credmint.policy.decision.Refusal;
import org.credmint.policy.decision.Suspension;
import org.credmint.policy.decision.TokenPlan;
import org.credmint.policy.decision.TraceStep;
import org.credmint.provider.Provider;
import org.credmint.provider.Provider.Answer;
import org.credmint.provider.Provider.Fact;
import org.credmint.provider.Provider.Sample;
import org.credmint.secret.Secret;

/**
 * Makes tokens of a provider: SciTokens with its key and issuer, or what a remote issuer gives for
 * it. The provider's policy bounds them, with the credential's owner as the user.
 */
final class SciTokenMaker implements StandingMaker {
  private final StandingSettings settings;
  private final Content.SciToken content;
  private final TargetTokens tokens;
  private final Provider provider;

  SciTokenMaker(StandingSettings settings, Content.SciToken content, TargetTokens tokens) {
    this.settings = settings;
    this.content = content;
    this.tokens = tokens;
    this.provider = tokens.provider();
  }

  @Override
  public CredentialKind kind() {
    return provider.kind();
  }

  @Override
  public Answer decide(CredentialId id, Target target) throws UnfitTargetException {
    Decision decision = decision(id, target);
    return decision instanceof TokenPlan plan
        ? tokens.answer(plan, content.json())
        : new Answer.Denied((Denial) decision);
  }

  /** Policy sees the filled templates as an administrator would have written them. */
  private Decision decision(CredentialId id, Target target) throws UnfitTargetException {
    TargetValues values = new TargetValues(settings, target);
    String subject =
        values.fill(name(StandingKnob.SUBJECT_TEMPLATE), settings.subject(), TemplatePlace.SUBJECT);
    List<String> audience =
        values.fillAll(name(StandingKnob.AUDIENCE), audience(values), TemplatePlace.AUDIENCE);
    List<String> scopes =
        values.fillAll(name(StandingKnob.SCOPE), content.scope(), TemplatePlace.SCOPE);
    Decision decision = tokens.decideFor(id, claims(subject, audience, scopes));
    return decision instanceof TokenPlan plan ? traced(plan) : named((Denial) decision);
  }

  /** Older profiles take a token without an audience, so a target need not have a gatekeeper. */
  private List<TargetTemplate> audience(TargetValues values) {
    boolean isDefault =
        content.audience().size() == 1
            && StandingKnob.AUDIENCE
                .defaultValue()
                .filter(content.audience().get(0).text()::equals)
                .isPresent();
    boolean isOptional =
        isDefault && values.find("gatekeeper").isEmpty() && !tokens.needsAudience();
    return isOptional ? List.of() : content.audience();
  }

  private ClaimSettings claims(String subject, List<String> audience, List<String> scopes)
      throws UnfitTargetException {
    try {
      return new ClaimSettings(
          ScopeTemplate.parse(String.join(" ", scopes), AllowedVariables.of("username")),
          Optional.empty(),
          Optional.empty(),
          Template.literal(subject),
          audience,
          Optional.empty(),
          settings.lifetime(),
          Optional.empty());
    } catch (InvalidTemplateException e) {
      throw new UnfitTargetException(name(StandingKnob.SCOPE) + " " + e.getMessage());
    }
  }

  /** The same with the knob of this credential in the place of the provider's. */
  private Decision named(Denial denial) {
    String rule =
        switch (denial.rule()) {
          case "AUTHZ_TEMPLATE" -> name(StandingKnob.SCOPE);
          case "TOKEN_AUDIENCE" -> name(StandingKnob.AUDIENCE);
          case "SUBJECT_TEMPLATE" -> name(StandingKnob.SUBJECT_TEMPLATE);
          default -> denial.rule();
        };
    return denial instanceof Suspension
        ? new Suspension(denial.id(), rule, denial.reason())
        : new Refusal(denial.id(), rule, denial.reason());
  }

  /** The same with the knobs that gave each claim. */
  private TokenPlan traced(TokenPlan plan) {
    List<TraceStep> trace = new ArrayList<>();
    if (!plan.subject().isEmpty()) {
      trace.add(TargetValues.step("sub", plan.subject(), name(StandingKnob.SUBJECT_TEMPLATE)));
    }
    trace.add(TargetValues.step("scope", plan.scopeClaim(), name(StandingKnob.SCOPE)));
    plan.audiences()
        .forEach(one -> trace.add(TargetValues.step("aud", one, name(StandingKnob.AUDIENCE))));
    trace.add(
        TargetValues.step(
            "lifetime", plan.lifetime().toSeconds() + " s", name(StandingKnob.TOKEN_LIFETIME)));
    return new TokenPlan(
        plan.id(),
        plan.subject(),
        plan.scopes(),
        plan.audiences(),
        plan.lifetime(),
        trace,
        plan.notes());
  }

  private String name(StandingKnob knob) {
    return knob.nameFor(settings.name());
  }

  @Override
  public Sample sample(CredentialId id, Target target, Instant now) throws UnfitTargetException {
    Decision decision = decision(id, target);
    if (decision instanceof Denial denial) {
      return new Sample.None(denial.rule() + ": " + denial.reason());
    }
    if (content.remote()) {
      return new Sample.None("its issuer has to be asked");
    }
    Answer answer = tokens.answer((TokenPlan) decision, content.json());
    return Sample.of(((Answer.Planned<?>) answer).issue(now), Optional.empty());
  }

  @Override
  public Optional<StandingMaker> relyingOn(Map<String, Provider> now) {
    return TargetTokens.of(now.get(provider.name()), content.remote())
        .map(present -> new SciTokenMaker(settings, content, present));
  }

  @Override
  public CredentialReading read(byte[] file) {
    return provider.read(file);
  }

  @Override
  public boolean hasIssued(Decoded found, Secret file) {
    return provider.hasIssued(found, file);
  }

  @Override
  public String identity() {
    return kind().label() + "s of provider " + provider.name() + ", " + provider.identity();
  }

  @Override
  public List<Fact> facts() {
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("type", type() + ", for " + settings.purpose()));
    facts.add(new Fact("provider", provider.name()));
    return facts;
  }

  private CredentialType type() {
    return content.remote() ? CredentialType.TOKEN : CredentialType.SCITOKEN;
  }

  @Override
  public boolean makesTheSameAs(StandingMaker other) {
    return other instanceof SciTokenMaker before
        && content.equals(before.content)
        && provider.issuesTheSameAs(before.provider);
  }
}
