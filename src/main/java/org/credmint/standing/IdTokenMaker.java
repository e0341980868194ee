// SPDX-License-Identifier: Apache-2.0
package org.credmint.standing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.credmint.config.pool.PasswordFiles;
import org.credmint.config.standing.StandingKnob;
import org.credmint.config.standing.StandingSettings;
import org.credmint.config.standing.StandingSettings.Content;
import org.credmint.config.standing.Target;
import org.credmint.config.standing.TargetTemplate.UnfitTargetException;
import org.credmint.config.standing.TemplatePlace;
import org.credmint.credential.CredentialId;
import org.credmint.credential.CredentialKind;
import org.credmint.issue.CredentialReading;
import org.credmint.issue.CredentialReading.Decoded;
import org.credmint.issue.idtoken.IdTokenIssuer;
import org.credmint.issue.idtoken.IdTokenPlan;
import org.credmint.issue.idtoken.TokenKeys;
import org.credmint.provider.Provider.Answer;
import org.credmint.provider.Provider.Fact;
import org.credmint.provider.Provider.Sample;
import org.credmint.secret.Secret;

/** Makes IDTOKENs. */
final class IdTokenMaker implements StandingMaker {
  private final StandingSettings settings;
  private final Content.IdToken content;
  private final TokenKeys keys;
  private final IdTokenIssuer issuer;

  /** The keys as they were when this was made; another number says that one was replaced. */
  private final long keyGeneration;

  IdTokenMaker(
      StandingSettings settings, Content.IdToken content, TokenKeys keys, IdTokenIssuer issuer) {
    this.settings = settings;
    this.content = content;
    this.keys = keys;
    this.issuer = issuer;
    this.keyGeneration = keys.generation();
  }

  @Override
  public CredentialKind kind() {
    return CredentialKind.IDTOKEN;
  }

  @Override
  public Answer decide(CredentialId id, Target target) throws UnfitTargetException {
    return new Answer.Planned<>(plan(id, target), issuer);
  }

  private IdTokenPlan plan(CredentialId id, Target target) throws UnfitTargetException {
    TargetValues values = new TargetValues(settings, target);
    String subject =
        values.fill(name(StandingKnob.SUBJECT_TEMPLATE), settings.subject(), TemplatePlace.SUBJECT);
    String key = values.fill(name(StandingKnob.KEY), content.key(), TemplatePlace.KEY);
    if (key.equals(PasswordFiles.POOL) && !content.key().isLiteral()) {
      throw new UnfitTargetException(
          name(StandingKnob.KEY) + " gives POOL, the key of the whole pool, by a variable");
    }
    return new IdTokenPlan(
        id,
        key,
        content.trustDomain(),
        subject,
        content.authorizations(),
        settings.lifetime(),
        List.of(
            TargetValues.step("sub", subject, name(StandingKnob.SUBJECT_TEMPLATE)),
            TargetValues.step("key", key, name(StandingKnob.KEY)),
            TargetValues.step("iss", content.trustDomain(), name(StandingKnob.TRUST_DOMAIN)),
            TargetValues.step(
                "scope",
                String.join(" ", content.authorizations()),
                name(StandingKnob.AUTHORIZATIONS)),
            TargetValues.step(
                "lifetime",
                settings.lifetime().toSeconds() + " s",
                name(StandingKnob.TOKEN_LIFETIME))));
  }

  private String name(StandingKnob knob) {
    return knob.nameFor(settings.name());
  }

  @Override
  public Sample sample(CredentialId id, Target target, Instant now) throws UnfitTargetException {
    IdTokenPlan plan = plan(id, target);
    if (keys.find(plan.keyId()) instanceof TokenKeys.Answer.Missing missing) {
      return new Sample.None(
          "key " + missing.file() + " does not exist yet; the daemon creates it");
    }
    return Sample.of(issuer.issue(plan, now), Optional.empty());
  }

  @Override
  public CredentialReading read(byte[] file) {
    return issuer.read(file);
  }

  @Override
  public boolean hasIssued(Decoded found, Secret file) {
    return issuer.hasIssued(found, file);
  }

  @Override
  public String identity() {
    return "IDTOKENs of trust domain %s, key %s"
        .formatted(content.trustDomain(), content.key().text());
  }

  @Override
  public List<Fact> facts() {
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("type", "idtoken, for " + settings.purpose()));
    facts.add(new Fact("trust domain", content.trustDomain()));
    facts.add(new Fact("key", content.key().text() + " in " + content.files().directory()));
    facts.add(new Fact("allows", String.join(" ", content.authorizations())));
    return facts;
  }

  @Override
  public boolean makesTheSameAs(StandingMaker other) {
    return other instanceof IdTokenMaker before
        && content.equals(before.content)
        && keyGeneration == before.keyGeneration;
  }
}
