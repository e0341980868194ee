// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.standing;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.credmint.config.knob.InvalidKnobValueException;
import org.credmint.config.knob.Values;
import org.credmint.config.standing.StandingSettings.Content;
import org.credmint.config.standing.StandingSettings.Delivery;
import org.credmint.credential.kind.CredentialType;
import org.credmint.credential.kind.DeclaredPurposes;
import org.credmint.credential.kind.Purpose;
import org.credmint.htcondor.knob.Knobs;

/** Reads the knobs of one standing credential. */
final class DeclarationReader {
  private static final long SHORTEST_LIFETIME_SECONDS = 10;
  private static final String WRITE_TYPE = "write idtoken, scitoken, token or x509_cert";
  private static final String CALLBACK = Purpose.CALLBACK.name();
  private static final Set<CredentialType> ISSUED =
      EnumSet.of(
          CredentialType.IDTOKEN,
          CredentialType.SCITOKEN,
          CredentialType.TOKEN,
          CredentialType.X509_CERT);

  private final StandingKnobs own;
  private final Knobs knobs;
  private final Collection<String> providers;
  private final String host;

  DeclarationReader(StandingKnobs own, Knobs knobs, Collection<String> providers, String host) {
    this.own = own;
    this.knobs = knobs;
    this.providers = providers;
    this.host = host;
  }

  /** The declaration; empty where something is wrong with it, which is reported. */
  Optional<StandingSettings> read() {
    Optional<CredentialType> type = own.required(StandingKnob.TYPE, WRITE_TYPE, this::type);
    Optional<String> purpose =
        own.required(StandingKnob.PURPOSE, "write request, callback or payload", this::purpose);
    Optional<TargetTemplate> subject = subject(hasNoSubject(type));
    Optional<Duration> lifetime =
        own.find(StandingKnob.FILE).isPresent()
            ? Optional.of(Duration.ZERO)
            : own.value(
                StandingKnob.TOKEN_LIFETIME,
                Values.seconds(SHORTEST_LIFETIME_SECONDS, Integer.MAX_VALUE));
    Optional<Duration> minimum =
        own.value(StandingKnob.MINIMUM_LIFETIME, Values.seconds(0, Integer.MAX_VALUE));
    checkLifetimes(lifetime, minimum);
    return read(type, purpose, subject, lifetime, minimum);
  }

  private Optional<TargetTemplate> subject(boolean hasNone) {
    boolean isOptional =
        CarriedContentReader.isCarried(own) && own.find(StandingKnob.SUBJECT_TEMPLATE).isEmpty();
    return hasNone || isOptional
        ? Optional.of(TargetTemplate.EMPTY)
        : own.required(
            StandingKnob.SUBJECT_TEMPLATE,
            "write a subject such as pilot-{name}@example.org",
            TargetTemplate::parse);
  }

  private Optional<StandingSettings> read(
      Optional<CredentialType> type,
      Optional<String> purpose,
      Optional<TargetTemplate> subject,
      Optional<Duration> lifetime,
      Optional<Duration> minimum) {
    List<Target> targets = targets();
    Optional<Path> file = own.value(StandingKnob.TARGETS_FILE, Values::file);
    boolean isCallback = purpose.orElse(CALLBACK).equals(CALLBACK);
    Optional<Content> content = type.flatMap(one -> content(one, isCallback));
    boolean hasTargets = !targets.isEmpty() || own.find(StandingKnob.TARGETS_FILE).isPresent();
    Optional<Delivery> delivery =
        new DeliveryReader(own, providers, type, isCallback).read(hasTargets);
    return own.isDisabled()
        ? Optional.empty()
        : Optional.of(
            new StandingSettings(
                own.credential(),
                purpose.orElseThrow(),
                content.orElseThrow(),
                subject.orElseThrow(),
                lifetime.orElseThrow(),
                minimum.orElseThrow(),
                targets,
                file,
                delivery.orElseThrow(),
                host));
  }

  private Optional<Content> content(CredentialType type, boolean isCallback) {
    CarriedContentReader.refuseWithoutProgram(own);
    if (CarriedContentReader.isCarried(own)) {
      return new CarriedContentReader(own, type, isCallback).read();
    }
    if (type == CredentialType.X509_CERT) {
      return new ProxyContentReader(own, knobs).read();
    }
    StandingContentReader contents = new StandingContentReader(own, knobs, providers);
    return switch (type) {
      case IDTOKEN -> contents.idToken(isCallback);
      case TOKEN -> contents.remoteToken();
      default -> contents.sciToken();
    };
  }

  /** A proxy has its certificate's, and a remote issuer decides itself. */
  private boolean hasNoSubject(Optional<CredentialType> type) {
    return !CarriedContentReader.isCarried(own)
        && type.filter(one -> one == CredentialType.X509_CERT || one == CredentialType.TOKEN)
            .isPresent();
  }

  private CredentialType type(String text) throws InvalidKnobValueException {
    Optional<CredentialType> type = CredentialType.named(text);
    boolean isCarried = CarriedContentReader.isCarried(own);
    if (type.filter(one -> isCarried || ISSUED.contains(one)).isPresent()) {
      return type.get();
    }
    throw new InvalidKnobValueException(
        type.isPresent()
            ? "is a type that Credmint does not make itself, and neither PROGRAM nor FILE is set"
            : "is not a type of credential",
        WRITE_TYPE);
  }

  private String purpose(String text) throws InvalidKnobValueException {
    DeclaredPurposes declared = declaredPurposes();
    return declared
        .named(text)
        .map(Purpose::name)
        .orElseThrow(
            () ->
                new InvalidKnobValueException(
                    "is not a purpose",
                    "write one of %s, or add it to %s".formatted(declared, StandingKnob.PURPOSES)));
  }

  private DeclaredPurposes declaredPurposes() throws InvalidKnobValueException {
    try {
      return new DeclaredPurposes(
          own.text(StandingKnob.PURPOSES).map(Values::list).orElse(List.of()));
    } catch (IllegalArgumentException e) {
      throw new InvalidKnobValueException(
          "cannot be looked up in %s: %s".formatted(StandingKnob.PURPOSES, e.getMessage()),
          "correct " + StandingKnob.PURPOSES);
    }
  }

  private void checkLifetimes(Optional<Duration> lifetime, Optional<Duration> minimum) {
    if (lifetime.isPresent()
        && minimum.isPresent()
        && minimum.get().multipliedBy(10).compareTo(lifetime.get().multipliedBy(9)) > 0) {
      own.disable(
          StandingKnob.MINIMUM_LIFETIME,
          "is more than nine tenths of TOKEN_LIFETIME (%d s), so tokens would be replaced all the time"
              .formatted(lifetime.get().toSeconds()),
          "raise TOKEN_LIFETIME, or write at most " + lifetime.get().toSeconds() * 9 / 10);
    }
  }

  private List<Target> targets() {
    List<Target> targets = new ArrayList<>();
    Set<String> caseless = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    for (String name :
        own.find(StandingKnob.TARGETS).map(k -> Values.list(k.value())).orElse(List.of())) {
      if (TargetsParser.isName(name) && caseless.add(name)) {
        targets.add(new Target(name, Map.of()));
      } else {
        own.warn(
            StandingKnob.TARGETS,
            "has %s, which cannot name a target or is there twice; it is passed over"
                .formatted(Values.shown(name)),
            "use up to 64 letters, digits and . _ -, beginning with a letter or digit");
      }
    }
    return targets;
  }
}
