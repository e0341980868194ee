// SPDX-License-Identifier: Apache-2.0
package org.credmint.standing;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.credmint.config.standing.StandingKnob;
import org.credmint.config.standing.StandingRights;
import org.credmint.config.standing.StandingSettings;
import org.credmint.config.standing.StandingSettings.Content;
import org.credmint.config.standing.StandingSettings.Delivery;
import org.credmint.config.standing.Target;
import org.credmint.config.standing.TargetTemplate.UnfitTargetException;
import org.credmint.credential.AttributeValue;
import org.credmint.credential.CredentialId;
import org.credmint.credential.CredentialKind;
import org.credmint.credential.Description;
import org.credmint.issue.CredentialReading;
import org.credmint.issue.CredentialReading.Decoded;
import org.credmint.policy.decision.Refusal;
import org.credmint.policy.decision.Suspension;
import org.credmint.provider.Bounds;
import org.credmint.provider.Provider;
import org.credmint.request.Destination;
import org.credmint.request.Request;
import org.credmint.request.Subject;
import org.credmint.secret.Secret;

/** A standing credential: it is issued for its targets, and nobody has to ask. */
public final class StandingProvider implements Provider {
  /** What is requested anew when it is another; no target can have an attribute of this name. */
  private static final String SOURCE = "file:";

  private final StandingSettings settings;
  private final StandingRights rights;
  private final StandingMaker maker;
  private final Placement placement;
  private final Kept kept;

  /** A provider whose configuration could be used whole. */
  StandingProvider(
      StandingSettings settings, StandingRights rights, StandingMaker maker, Placement placement) {
    this(settings, rights, maker, placement, Kept.NOT);
  }

  private StandingProvider(
      StandingSettings settings,
      StandingRights rights,
      StandingMaker maker,
      Placement placement,
      Kept kept) {
    this.settings = settings;
    this.rights = rights;
    this.maker = maker;
    this.placement = placement;
    this.kept = kept;
  }

  /** The declaration. */
  public StandingSettings settings() {
    return settings;
  }

  /** User ids that may own a file of targets. */
  public Set<Integer> trustedOwners() {
    return placement.trusted();
  }

  /**
   * The credential of one target, and where it is read.
   *
   * @throws UnfitTargetException where it has no usable name or path, or its content cannot be made
   */
  public Request request(Target target) throws UnfitTargetException {
    CredentialId id = new CredentialId(placement.owner(settings, target), name(), target.name());
    maker.decide(id, target);
    Map<String, AttributeValue> attributes = new HashMap<>();
    target.attributes().forEach((key, text) -> attributes.put(key, new AttributeValue.Text(text)));
    attributes.put(SOURCE, new AttributeValue.Text(maker.sourceVersion()));
    Subject subject = new Subject.Target(id.user(), target.name(), attributes);
    return new Request(
        id, subject, placement.destination(settings, target), Request.Retention.REMOVE);
  }

  /** A file from which it is delivered, and which may change at any time. */
  public Optional<Path> source() {
    return maker.source();
  }

  @Override
  public Destination destination(Request request) {
    return placement.current(settings, request.destination());
  }

  private static Target targetOf(Subject.Target subject) {
    Map<String, String> attributes = new HashMap<>();
    subject
        .attributes()
        .forEach(
            (key, value) ->
                attributes.put(key, value instanceof AttributeValue.Text text ? text.value() : ""));
    return new Target(subject.name(), attributes);
  }

  @Override
  public Answer decide(Request request) {
    if (!(request.subject() instanceof Subject.Target target)) {
      return denied(request.id(), "it is issued for its targets only, not for users or jobs");
    }
    Optional<Suspension> suspended = kept.suspension(request.id());
    if (suspended.isPresent()) {
      return new Answer.Denied(suspended.get());
    }
    try {
      return maker.decide(request.id(), targetOf(target));
    } catch (UnfitTargetException e) {
      return denied(request.id(), e.reason());
    }
  }

  private static Answer denied(CredentialId id, String reason) {
    return new Answer.Denied(new Refusal(id, StandingKnob.LIST, reason));
  }

  @Override
  public String name() {
    return settings.name();
  }

  @Override
  public CredentialKind kind() {
    return maker.kind();
  }

  @Override
  public boolean isForJobs() {
    return false;
  }

  @Override
  public boolean isStanding() {
    return true;
  }

  @Override
  public Duration lifetime() {
    boolean remote = settings.content() instanceof Content.SciToken token && token.remote();
    return remote ? Duration.ZERO : settings.lifetime();
  }

  @Override
  public Duration minimumLife() {
    return Collections.max(List.of(maker.leastLife(), settings.minimumLifetime()));
  }

  @Override
  public Instant dueAt(Description found, Instant usual) {
    return Provider.super.dueAt(found, maker.dueAt(found, usual));
  }

  @Override
  public String identity() {
    return maker.identity();
  }

  @Override
  public List<Fact> facts() {
    List<Fact> facts = new ArrayList<>(maker.facts());
    if (settings.delivery() instanceof Delivery.ToFile export) {
      facts.add(new Fact("exported", export.file().text()));
    } else if (settings.delivery() instanceof Delivery.ToUser user) {
      facts.add(new Fact("user", user.user()));
    }
    if (settings.content() instanceof Content.IdToken) {
      long age = placement.highestAge(settings).toSeconds();
      facts.add(new Fact("max. age", "SEC_TOKEN_MAX_AGE = " + age + " fits, on the pool"));
    }
    settings.targetsFile().ifPresent(file -> facts.add(new Fact("targets", file.toString())));
    return facts;
  }

  @Override
  public Sample sample(Instant now) {
    if (settings.targets().isEmpty() && settings.hasTargets()) {
      return new Sample.None("its targets are in " + settings.targetsFile().orElseThrow());
    }
    Target target = settings.hasTargets() ? settings.targets().get(0) : Target.NONE;
    CredentialId id = new CredentialId(Placement.NO_FACTORY, name(), target.name());
    try {
      return maker.sample(id, target, now);
    } catch (UnfitTargetException e) {
      return new Sample.None(e.reason());
    }
  }

  @Override
  public boolean isBounded() {
    return kept.isKept();
  }

  /** See {@link StandingMaker#readReplaceable}. */
  public CredentialReading readReplaceable(byte[] file) {
    return maker.readReplaceable(file);
  }

  @Override
  public CredentialReading read(byte[] file) {
    return maker.read(file);
  }

  @Override
  public boolean hasIssued(Decoded found, Secret file) {
    return maker.hasIssued(found, file);
  }

  @Override
  public Optional<Provider> within(Bounds newer) {
    return Optional.ofNullable(newer.standing().get(name()))
        .map(now -> Kept.under(now, rights))
        .map(now -> new StandingProvider(settings, rights, maker, placement, now));
  }

  @Override
  public Provider relyingOn(Map<String, Provider> now) {
    Optional<StandingMaker> present = maker.relyingOn(now);
    return new StandingProvider(
        settings,
        rights,
        present.orElse(maker),
        placement,
        present.isPresent() ? kept : Kept.WITHOUT_PROVIDER);
  }

  @Override
  public boolean issuesTheSameAs(Provider other) {
    return other instanceof StandingProvider before
        && settings.equals(before.settings)
        && rights.equals(before.rights)
        && placement.equals(before.placement)
        && kept.equals(before.kept)
        && maker.makesTheSameAs(before.maker);
  }
}
