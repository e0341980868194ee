// SPDX-License-Identifier: Apache-2.0
package org.credmint.provider;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.credmint.config.claim.ClaimSettings;
import org.credmint.config.knob.Problem;
import org.credmint.config.provider.ProviderSettings;
import org.credmint.credential.CredentialId;
import org.credmint.credential.CredentialKind;
import org.credmint.credential.JobId;
import org.credmint.issue.CredentialReading;
import org.credmint.issue.CredentialReading.Decoded;
import org.credmint.issue.LocalIssuer;
import org.credmint.policy.decision.Decision;
import org.credmint.policy.decision.Denial;
import org.credmint.policy.decision.JobContext;
import org.credmint.policy.decision.TokenPlan;
import org.credmint.request.Request;
import org.credmint.secret.Secret;

/**
 * A provider of tokens that are signed here.
 *
 * @param inForce what it allows
 * @param issuer signs
 */
public record TokenProvider(Rights.InForce inForce, LocalIssuer issuer) implements Provider {
  /** A provider whose configuration could be used whole. */
  public TokenProvider(Rights rights, LocalIssuer issuer, Rights.Context context) {
    this(new Rights.InForce(rights, context), issuer);
  }

  /** What its own configuration allows. */
  public Rights rights() {
    return inForce.rights();
  }

  /** The knobs of the provider. */
  public ProviderSettings settings() {
    return rights().settings();
  }

  @Override
  public CredentialKind kind() {
    return CredentialKind.SCITOKEN;
  }

  @Override
  public String name() {
    return settings().name();
  }

  @Override
  public boolean isForJobs() {
    return inForce.isForJobs();
  }

  @Override
  public Duration lifetime() {
    return settings().claims().lifetime();
  }

  @Override
  public String identity() {
    return issuer.identity();
  }

  @Override
  public List<Fact> facts() {
    return List.of(
        new Fact("issuer", settings().issuer()),
        new Fact("key ID", issuer.key().keyId()),
        new Fact(
            "key", issuer.key().isStandIn() ? "not read" : "SHA-256 " + issuer.key().thumbprint()),
        new Fact("version", settings().form().profile().toString()),
        new Fact("policy", rights().policyInWords()));
  }

  @Override
  public Sample sample(Instant now) {
    return new TokenSample(rights(), issuer).make(now);
  }

  @Override
  public Optional<VerificationKey> verificationKey() {
    return VerificationKey.of(settings().issuer(), issuer.key());
  }

  @Override
  public List<Problem> check(Collection<String> users, Instant now) {
    return new TokenSizes(users, now).tooLarge(this).stream().toList();
  }

  @Override
  public JobId covered(JobId job) {
    return inForce.covered(job);
  }

  @Override
  public boolean isBounded() {
    return inForce.isBounded();
  }

  @Override
  public Set<String> wantedAttributes() {
    return inForce.wantedAttributes();
  }

  @Override
  public void prepare(Collection<String> users) {
    inForce.prepare(users);
  }

  @Override
  public Answer decide(Request request) {
    Decision decision = inForce.decide(request);
    return decision instanceof TokenPlan plan
        ? new Answer.Planned<>(plan, issuer)
        : new Answer.Denied((Denial) decision);
  }

  /** Asks policy; the answer is no wider than what each bound allows. */
  public Decision decideOn(CredentialId id, Optional<JobContext> job) {
    return inForce.decideOn(id, job);
  }

  /** See {@link Rights.InForce#decideFor}. */
  public Decision decideFor(CredentialId id, ClaimSettings claims) {
    return inForce.decideFor(id, claims);
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
  public Optional<Provider> within(Bounds newer) {
    return inForce.within(newer).map(one -> new TokenProvider(one, issuer));
  }

  @Override
  public Provider continuing(Provider before) {
    return before instanceof TokenProvider other
        ? new TokenProvider(inForce.continuing(other.inForce), issuer)
        : this;
  }

  @Override
  public Optional<String> whyRejected(Provider before) {
    return before instanceof TokenProvider other
        ? issuer.whyRejected(other.issuer)
        : Optional.empty();
  }

  @Override
  public boolean issuesTheSameAs(Provider before) {
    return before instanceof TokenProvider other
        && inForce.givesTheSameAs(other.inForce)
        && identity().equals(other.identity());
  }
}
