// SPDX-License-Identifier: Apache-2.0
package org.credmint.standing;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.credmint.config.proxy.ProxySettings;
import org.credmint.config.standing.StandingKnob;
import org.credmint.config.standing.StandingSettings;
import org.credmint.config.standing.Target;
import org.credmint.credential.CredentialId;
import org.credmint.credential.CredentialKind;
import org.credmint.issue.CredentialReading;
import org.credmint.issue.CredentialReading.Decoded;
import org.credmint.issue.Issuer;
import org.credmint.issue.proxy.ProxyIssuer;
import org.credmint.issue.proxy.ProxyPlan;
import org.credmint.issue.proxy.ProxySigner;
import org.credmint.provider.Provider.Answer;
import org.credmint.provider.Provider.Fact;
import org.credmint.provider.Provider.Sample;
import org.credmint.secret.Secret;

/** Makes X.509 proxies. */
final class ProxyMaker implements StandingMaker {
  private final StandingSettings settings;
  private final ProxySettings content;
  private final ProxyIssuer issuer;
  private final Issuer<ProxyPlan> inPlace;
  private final ProxySigner signer;
  private final ProxyFreshness freshness;

  /** The certificate as it was when this was made; another number says that it was replaced. */
  private final long generation;

  /**
   * A maker.
   *
   * @param inPlace the same issuer where its work delays nobody
   * @param signer the certificate as it is now, for what is told of it
   */
  ProxyMaker(
      StandingSettings settings,
      ProxySettings content,
      ProxyIssuer issuer,
      Issuer<ProxyPlan> inPlace,
      ProxySigner signer,
      long generation) {
    this.settings = settings;
    this.content = content;
    this.issuer = issuer;
    this.inPlace = inPlace;
    this.signer = signer;
    this.generation = generation;
    this.freshness = ProxyFreshness.of(settings, content.readers());
  }

  @Override
  public CredentialKind kind() {
    return CredentialKind.X509_PROXY;
  }

  @Override
  public Answer decide(CredentialId id, Target target) {
    return new Answer.Planned<>(plan(id), inPlace);
  }

  private ProxyPlan plan(CredentialId id) {
    return new ProxyPlan(
        id,
        content.keyType(),
        content.limited(),
        content.pathLength(),
        settings.lifetime(),
        leastLife(),
        List.of(
            TargetValues.step("subject", signer.subject(), name(StandingKnob.CERTIFICATE_FILE)),
            TargetValues.step("key", content.keyType().text(), name(StandingKnob.PROXY_KEY_TYPE)),
            TargetValues.step("policy", policy(), name(StandingKnob.LIMITED)),
            TargetValues.step("path length", pathLength(), name(StandingKnob.PATH_LENGTH)),
            TargetValues.step(
                "lifetime",
                settings.lifetime().toSeconds() + " s",
                name(StandingKnob.TOKEN_LIFETIME))));
  }

  private String name(StandingKnob knob) {
    return knob.nameFor(settings.name());
  }

  private String policy() {
    return content.limited() ? "limited" : "inherits all rights";
  }

  private String pathLength() {
    return content.pathLength().isPresent()
        ? Integer.toString(content.pathLength().getAsInt())
        : "any";
  }

  @Override
  public Duration leastLife() {
    return freshness.leastLife();
  }

  @Override
  public Sample sample(CredentialId id, Target target, Instant now) {
    return Sample.of(issuer.issue(plan(id), now), Optional.empty());
  }

  @Override
  public CredentialReading read(byte[] file) {
    return issuer.read(file);
  }

  @Override
  public CredentialReading readReplaceable(byte[] file) {
    return issuer.readReplaceable(file, signer.subject());
  }

  @Override
  public boolean hasIssued(Decoded found, Secret file) {
    return issuer.hasIssued(found, file);
  }

  @Override
  public String identity() {
    return "X.509 proxies of " + signer.subject();
  }

  @Override
  public List<Fact> facts() {
    String trust = "%s, in %s".formatted(signer.issuer(), content.source().authorities());
    String proxy =
        "%s, %s, path length %s".formatted(content.keyType().text(), policy(), pathLength());
    return List.of(
        new Fact("type", "x509_cert (proxy), for " + settings.purpose()),
        new Fact("certificate", signer.subject()),
        new Fact("its end", signer.end() + ", in " + content.source().certificate()),
        new Fact("its issuer", trust),
        new Fact("proxy", proxy),
        new Fact("readers look", freshness.interval()),
        new Fact("replaced", freshness.replacement()),
        new Fact("jobs get", freshness.inJobs()));
  }

  @Override
  public boolean makesTheSameAs(StandingMaker other) {
    return other instanceof ProxyMaker before
        && content.equals(before.content)
        && generation == before.generation
        && signer.hasChainOf(before.signer);
  }
}
