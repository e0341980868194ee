// SPDX-License-Identifier: Apache-2.0
package org.credmint.oauth;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.credmint.config.oauth.OAuthDestination;
import org.credmint.config.oauth.OAuthKnob;
import org.credmint.config.oauth.OAuthSettings;
import org.credmint.credential.CredentialId;
import org.credmint.credential.CredentialKind;
import org.credmint.issue.CredentialReading;
import org.credmint.issue.CredentialReading.Decoded;
import org.credmint.issue.lane.LaneIssuer;
import org.credmint.issue.oauth.RefreshIssuer;
import org.credmint.issue.oauth.RefreshPlan;
import org.credmint.os.libc.FileState;
import org.credmint.policy.decision.Refusal;
import org.credmint.policy.decision.Suspension;
import org.credmint.policy.decision.TraceStep;
import org.credmint.provider.Bounds;
import org.credmint.provider.Provider;
import org.credmint.request.Request;
import org.credmint.request.Subject;
import org.credmint.secret.Secret;

/** An OAuth2 service: tokens for the users who have logged in there. */
public final class OAuthProvider implements Provider {
  private final OAuthSettings settings;
  private final String proof;
  private final RefreshIssuer issuer;
  private final LaneIssuer<RefreshPlan> inLane;

  /** The knob because of which nobody is asked; empty while it is served. */
  private final Optional<String> moved;

  /**
   * A service.
   *
   * @param proof tells the client's secret and whom it trusts from others
   * @param issuer asks the service; the same as in the lane
   */
  OAuthProvider(
      OAuthSettings settings, String proof, RefreshIssuer issuer, LaneIssuer<RefreshPlan> inLane) {
    this(settings, proof, issuer, inLane, Optional.empty());
  }

  private OAuthProvider(
      OAuthSettings settings,
      String proof,
      RefreshIssuer issuer,
      LaneIssuer<RefreshPlan> inLane,
      Optional<String> moved) {
    this.settings = settings;
    this.proof = proof;
    this.issuer = issuer;
    this.inLane = inLane;
    this.moved = moved;
  }

  @Override
  public Answer decide(Request request) {
    if (!(request.subject() instanceof Subject.User)) {
      return new Answer.Denied(
          new Refusal(
              request.id(), OAuthKnob.LIST, "it is issued for logins of users only, not for jobs"));
    }
    if (moved.isPresent()) {
      return new Answer.Denied(
          new Suspension(
              request.id(),
              moved.get(),
              "it has changed, and the configuration of this service has a mistake"));
    }
    return planned(request);
  }

  private Answer planned(Request request) {
    List<TraceStep> trace =
        List.of(
            step("issuer", settings.whereInWords(), OAuthKnob.TOKEN_URL),
            step("client", settings.clientId(), OAuthKnob.CLIENT_ID));
    return new Answer.Planned<>(
        new RefreshPlan(request.id(), settings.location().url(), settings.clientId(), proof, trace),
        inLane);
  }

  private TraceStep step(String what, String value, OAuthKnob knob) {
    return new TraceStep(what, value, knob.nameFor(settings.kind(), settings.name()));
  }

  @Override
  public String name() {
    return settings.name();
  }

  @Override
  public CredentialKind kind() {
    return CredentialKind.ACCESS_TOKEN;
  }

  @Override
  public boolean isForJobs() {
    return false;
  }

  /** Zero: the issuer decides. */
  @Override
  public Duration lifetime() {
    return Duration.ZERO;
  }

  @Override
  public String identity() {
    return issuer.identity();
  }

  @Override
  public List<Fact> facts() {
    return List.of(
        new Fact("type", "access token for OAuth2 logins"),
        new Fact("token URL", settings.whereInWords()),
        new Fact("client", settings.clientId()));
  }

  @Override
  public Sample sample(Instant now) {
    return new Sample.None("its issuer has to be asked, with a user's login");
  }

  @Override
  public boolean isBounded() {
    return moved.isPresent();
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
    OAuthDestination now = newer.logins().get(name());
    if (now == null || moved.isPresent()) {
      return Optional.ofNullable(now).map(named -> this);
    }
    Optional<String> changed = now.changedSince(settings.destination());
    return Optional.of(
        changed.isEmpty() ? this : new OAuthProvider(settings, proof, issuer, inLane, changed));
  }

  /** The earlier one, where nothing differs: its calls in line are as good. */
  @Override
  public Provider continuing(Provider before) {
    return issuesTheSameAs(before) ? before : this;
  }

  @Override
  public long login(CredentialId id, FileState file) {
    return issuer.login(id, file);
  }

  @Override
  public void retire() {
    issuer.retire();
  }

  /** What was refused is tried again with each reload: the issuer may have been told of us. */
  @Override
  public boolean issuesTheSameAs(Provider other) {
    return other instanceof OAuthProvider before
        && settings.equals(before.settings)
        && proof.equals(before.proof)
        && moved.equals(before.moved)
        && !before.issuer.wasRefused();
  }
}
