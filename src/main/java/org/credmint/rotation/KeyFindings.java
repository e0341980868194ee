// SPDX-License-Identifier: Apache-2.0
package org.credmint.rotation;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.credmint.config.Settings;
import org.credmint.config.knob.Problem;
import org.credmint.key.SigningKey;
import org.credmint.key.UnusableKeyException;
import org.credmint.os.Host;
import org.credmint.provider.TokenProvider;
import org.credmint.publication.KeySetException;
import org.credmint.rotation.RingUse.Place;

/** Finds what is wrong with keys that sign well: too old, not published, without a successor. */
public final class KeyFindings {
  /** Where no knob says how long a key is to sign. */
  private static final Duration USUAL_AGE = Duration.ofDays(366);

  /** How long the daemon may take for what is due. */
  private static final Duration GRACE = Duration.ofDays(1);

  private final Host host;
  private final InstantSource clock;
  private final KeyPublisher publisher;

  /** A look at the machine's keys. */
  public KeyFindings(Host host, InstantSource clock) {
    this.host = host;
    this.clock = clock;
    this.publisher = new KeyPublisher(host);
  }

  /**
   * Adds what it finds. Changes nothing.
   *
   * @param served the providers that sign
   * @param daemonUser whose directories rings have to be
   */
  public void look(
      Settings settings,
      Map<String, TokenProvider> served,
      int daemonUser,
      Collection<Problem> problems) {
    for (RingUse use : RingUse.of(settings)) {
      ring(use, daemonUser).ifPresent(ring -> look(use, ring, problems));
    }
    served.values().forEach(provider -> lookAtPublication(provider, problems));
  }

  /** Empty where it cannot be read, which is told by the one that opens the key that signs. */
  private Optional<Ring> ring(RingUse use, int daemonUser) {
    Optional<Path> notes = use.settings().keeping().notes();
    try {
      return new RingStore(host, use.ring(), notes, daemonUser, false).read();
    } catch (UnusableKeyException e) {
      return Optional.empty();
    }
  }

  private void look(RingUse use, Ring ring, Collection<Problem> problems) {
    String path = use.ring().toString();
    boolean replaces = !use.maxAge().isZero();
    if (replaces && ring.next().isEmpty()) {
      problems.add(
          warning(
              use.provider(),
              path,
              "has no next key, so its key cannot be replaced",
              "start the daemon, which makes one, or run 'credmint keys create'"));
    }
    Instant since = ring.current().at(Milestone.ACTIVE).orElseThrow();
    Duration age = replaces ? use.maxAge().plus(GRACE) : USUAL_AGE;
    if (since.plus(age).isBefore(clock.instant())) {
      problems.add(
          warning(
              use.provider(),
              path,
              "has signed with the key %s since %s, and should have replaced it"
                  .formatted(ring.current().keyId(), since),
              replaces
                  ? "look in the daemon's log for what it waits for"
                  : "replace it: credmint keys create, and after two days credmint keys activate"));
    }
  }

  private void lookAtPublication(TokenProvider provider, Collection<Problem> problems) {
    SigningKey key = provider.issuer().key();
    List<Place> places = RingUse.places(provider.settings()).toList();
    if (key.isStandIn() || places.isEmpty()) {
      return;
    }
    String directory = places.get(0).directory().toString();
    try {
      if (!publisher.isPublished(key.keyId(), key.thumbprint(), places)) {
        problems.add(
            warning(
                provider.name(),
                directory,
                "does not have the key that signs, so verifiers reject its tokens",
                "start the daemon, which publishes it, or run 'credmint keys publish --to %s'"
                    .formatted(directory)));
      }
    } catch (KeySetException e) {
      problems.add(KeyKeeper.unpublished(provider, places.get(0).directory(), e));
    }
  }

  private static Problem warning(String provider, String subject, String reason, String fix) {
    return new Problem(Problem.Severity.WARNING, Optional.of(provider), subject, "", reason, fix);
  }
}
