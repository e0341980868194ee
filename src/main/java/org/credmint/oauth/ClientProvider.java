// SPDX-License-Identifier: Apache-2.0
package org.credmint.oauth;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.credmint.config.claim.ClaimSettings;
import org.credmint.config.oauth.ClientSettings;
import org.credmint.config.oauth.OAuthDestination;
import org.credmint.config.oauth.OAuthKnob;
import org.credmint.config.oauth.OAuthSettings;
import org.credmint.config.oauth.ServiceKind;
import org.credmint.credential.CredentialId;
import org.credmint.credential.CredentialKind;
import org.credmint.credential.JobId;
import org.credmint.credential.Scope;
import org.credmint.credential.TokenProfile;
import org.credmint.issue.CredentialReading;
import org.credmint.issue.CredentialReading.Decoded;
import org.credmint.issue.endpoint.OAuthClient.Wanted;
import org.credmint.issue.oauth.ClientPlan;
import org.credmint.policy.decision.Decision;
import org.credmint.policy.decision.Denial;
import org.credmint.policy.decision.Suspension;
import org.credmint.policy.decision.TokenPlan;
import org.credmint.policy.decision.TraceStep;
import org.credmint.provider.Bounds;
import org.credmint.provider.Provider;
import org.credmint.provider.Rights;
import org.credmint.request.Request;
import org.credmint.secret.Secret;
import org.credmint.standing.TargetTokens;

/**
 * Tokens that HTCondor asks a remote issuer for as itself. What may be asked for is decided as for
 * tokens that are signed here.
 */
public final class ClientProvider implements Provider, TargetTokens {
  /** The WLCG profile has tokens of its own only where this scope is asked for. */
  private static final String WLCG = "wlcg";

  private final ClientSettings settings;
  private final Rights.InForce rights;
  private final ClientAsking asking;

  /** The knob because of which nobody is asked; empty while it is served. */
  private final Optional<String> moved;

  /** A provider whose configuration could be used whole. */
  ClientProvider(ClientSettings settings, Rights.InForce rights, ClientAsking asking) {
    this(settings, rights, asking, Optional.empty());
  }

  private ClientProvider(
      ClientSettings settings, Rights.InForce rights, ClientAsking asking, Optional<String> moved) {
    this.settings = settings;
    this.rights = rights;
    this.asking = asking;
    this.moved = moved;
  }

  private OAuthSettings service() {
    return settings.service();
  }

  @Override
  public Answer decide(Request request) {
    Decision decision =
        suspended(request.id()).<Decision>map(one -> one).orElseGet(() -> rights.decide(request));
    return decision instanceof TokenPlan plan
        ? answer(plan, settings.rights().form().json())
        : new Answer.Denied((Denial) decision);
  }

  private Optional<Suspension> suspended(CredentialId id) {
    return moved.map(
        knob ->
            new Suspension(
                id, knob, "it has changed, and the configuration of this provider has a mistake"));
  }

  @Override
  public Decision decideFor(CredentialId id, ClaimSettings claims) {
    return suspended(id).<Decision>map(one -> one).orElseGet(() -> rights.decideFor(id, claims));
  }

  @Override
  public Answer answer(TokenPlan plan, boolean json) {
    List<TraceStep> trace = new ArrayList<>(plan.trace());
    trace.removeIf(step -> step.claim().equals("exp") || step.claim().equals("lifetime"));
    trace.add(step("issuer", service().whereInWords(), OAuthKnob.TOKEN_URL));
    trace.add(step("client", service().clientId(), OAuthKnob.CLIENT_ID));
    return new Answer.Planned<>(
        new ClientPlan(
            plan.id(),
            new Wanted(scopes(plan), plan.audiences()),
            service().location().url(),
            service().clientId(),
            asking.proof(),
            trace),
        asking.inLane(json));
  }

  private TraceStep step(String what, String value, OAuthKnob knob) {
    return new TraceStep(what, value, knob.nameFor(ServiceKind.CLIENT, name()));
  }

  private List<String> scopes(TokenPlan plan) {
    List<String> scopes = new ArrayList<>(plan.scopes().stream().map(Scope::toString).toList());
    boolean isWlcg = settings.rights().form().profile() == TokenProfile.WLCG_1;
    if (isWlcg && !scopes.contains(WLCG)) {
      scopes.add(WLCG);
    }
    if (!plan.subject().isEmpty() && !settings.userScope().isEmpty()) {
      scopes.add(settings.userScope() + quoted(plan.subject()));
    }
    return scopes;
  }

  /** Neither a blank nor a quote may be in a scope (RFC 6749 section 3.3). */
  private static String quoted(String user) {
    return URLEncoder.encode(user, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public Provider provider() {
    return this;
  }

  @Override
  public boolean needsAudience() {
    return false;
  }

  @Override
  public String name() {
    return service().name();
  }

  @Override
  public CredentialKind kind() {
    return CredentialKind.ACCESS_TOKEN;
  }

  @Override
  public boolean isForJobs() {
    return rights.isForJobs();
  }

  @Override
  public JobId covered(JobId job) {
    return rights.covered(job);
  }

  /** Zero: the issuer decides. */
  @Override
  public Duration lifetime() {
    return Duration.ZERO;
  }

  @Override
  public String identity() {
    return asking.of(true).identity();
  }

  @Override
  public List<Fact> facts() {
    return List.of(
        new Fact("type", "access token that HTCondor asks a remote issuer for"),
        new Fact("issuer", service().location().issuer().map(URI::toString).orElse("not checked")),
        new Fact("token URL", service().whereInWords()),
        new Fact("client", service().clientId()),
        new Fact("policy", rights.rights().policyInWords()));
  }

  @Override
  public Sample sample(Instant now) {
    return new Sample.None("its issuer has to be asked");
  }

  @Override
  public boolean isBounded() {
    return moved.isPresent() || rights.isBounded();
  }

  @Override
  public Set<String> wantedAttributes() {
    return rights.wantedAttributes();
  }

  @Override
  public void prepare(Collection<String> users) {
    rights.prepare(users);
  }

  @Override
  public CredentialReading read(byte[] file) {
    return asking.of(true).read(file);
  }

  @Override
  public boolean hasIssued(Decoded found, Secret file) {
    return asking.of(true).hasIssued(found, file);
  }

  @Override
  public Optional<Provider> within(Bounds newer) {
    OAuthDestination now = newer.logins().get(name());
    Optional<Rights.InForce> narrower = rights.within(newer);
    if (now == null || narrower.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> changed = moved.or(() -> now.changedSince(service().destination()));
    return Optional.of(new ClientProvider(settings, narrower.get(), asking, changed));
  }

  /** The earlier one, where nothing differs: its calls in line are as good. */
  @Override
  public Provider continuing(Provider before) {
    if (!(before instanceof ClientProvider other)) {
      return this;
    }
    ClientProvider continued =
        new ClientProvider(settings, rights.continuing(other.rights), asking, moved);
    return continued.issuesTheSameAs(before) ? before : continued;
  }

  @Override
  public void retire() {
    asking.retire();
  }

  /** What was refused is tried again with each reload: the issuer may have been told of us. */
  @Override
  public boolean issuesTheSameAs(Provider other) {
    return other instanceof ClientProvider before
        && settings.equals(before.settings)
        && rights.givesTheSameAs(before.rights)
        && asking.proof().equals(before.asking.proof())
        && moved.equals(before.moved)
        && !before.asking.wasRefused();
  }
}
