// SPDX-License-Identifier: Apache-2.0
package org.credmint.rotation;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.credmint.config.Settings;
import org.credmint.config.knob.Problem;
import org.credmint.key.KeyRing;
import org.credmint.os.Host;
import org.credmint.provider.ConfigurationLoad;
import org.credmint.provider.TokenProvider;
import org.credmint.publication.KeySetException;

/**
 * Keeps the keys of a daemon: publishes them, and replaces those of key rings when it is time. Each
 * reading of the configuration ends with it; {@link #wantsReading} says when there should be
 * another one, because a ring was changed by a command or something is due.
 */
public final class KeyKeeper {
  private final Host host;
  private final KeyRing keys;
  private final InstantSource clock;
  private final KeyPublisher publisher;
  private final ClockTrust clockTrust;
  private volatile Outlook outlook = Outlook.NOTHING;
  private volatile boolean hasBegun;
  private volatile Consumer<Collection<Problem>> first = problems -> {};

  /**
   * A keeper of keys.
   *
   * @param keys opens and makes key files
   * @param nanoTime the monotonic clock, nanoseconds
   */
  public KeyKeeper(Host host, KeyRing keys, InstantSource clock, LongSupplier nanoTime) {
    this.host = host;
    this.keys = keys;
    this.clock = clock;
    this.publisher = new KeyPublisher(host);
    this.clockTrust = new ClockTrust(nanoTime);
  }

  /** Sees to the keys of a configuration that was read. */
  @FunctionalInterface
  public interface Care {
    /** See {@link KeyKeeper#keep}. */
    void see(
        Settings settings,
        Map<String, TokenProvider> served,
        int daemonUser,
        Collection<Problem> problems);
  }

  /** What was seen of the rings, and when there is more to do. */
  private record Outlook(Map<RingStore, Integer> changes, Optional<Instant> next) {
    private static final Outlook NOTHING = new Outlook(Map.of(), Optional.empty());
  }

  /**
   * Begins, and sees to the keys of the configuration that was read last. Before this, nothing is
   * changed: a daemon that is refused, since another one has its directory, must not replace keys.
   *
   * @return the configuration, with what is wrong with the keys
   */
  public ConfigurationLoad.Read begin(ConfigurationLoad.Read start) {
    List<Problem> problems = new ArrayList<>(start.problems());
    hasBegun = true;
    first.accept(problems);
    first = found -> {};
    return new ConfigurationLoad.Read(start.active(), start.bounds(), start.log(), problems);
  }

  /**
   * Does what can be done now; before {@link #begin} it is only noted.
   *
   * @param served the providers that sign
   * @param daemonUser whose files keys have to be
   * @param problems what is wrong with the configuration; takes what is wrong with the keys
   */
  public void keep(
      Settings settings,
      Map<String, TokenProvider> served,
      int daemonUser,
      Collection<Problem> problems) {
    if (hasBegun) {
      see(settings, served, daemonUser, problems);
    } else {
      Map<String, TokenProvider> start = Map.copyOf(served);
      first = found -> see(settings, start, daemonUser, found);
    }
  }

  private void see(
      Settings settings,
      Map<String, TokenProvider> served,
      int daemonUser,
      Collection<Problem> problems) {
    Optional<String> obstacle = clockTrust.doubt(clock.instant()).or(() -> mistake(problems));
    Map<RingStore, Integer> changes = new HashMap<>();
    List<Instant> next = new ArrayList<>();
    for (RingUse use : RingUse.of(settings)) {
      RingStore store =
          new RingStore(host, use.ring(), use.settings().keeping().notes(), daemonUser, false);
      int change = store.lastChange();
      Optional<RotationRound.Outcome> outcome =
          keep(use, store, served, daemonUser, obstacle, problems);
      outcome.flatMap(RotationRound.Outcome::next).ifPresent(next::add);
      changes.put(
          store, outcome.flatMap(RotationRound.Outcome::ring).map(Ring::change).orElse(change));
    }
    served.values().forEach(provider -> publishOnlyKey(provider, problems));
    outlook = new Outlook(changes, next.stream().min(Instant::compareTo));
  }

  private static Optional<String> mistake(Collection<Problem> problems) {
    return problems.stream()
        .filter(Problem::isError)
        .findFirst()
        .map(problem -> "fix the problem with %s first".formatted(problem.subject()));
  }

  /** A ring that no provider is served with is only watched. */
  private Optional<RotationRound.Outcome> keep(
      RingUse use,
      RingStore store,
      Map<String, TokenProvider> served,
      int daemonUser,
      Optional<String> obstacle,
      Collection<Problem> problems) {
    Set<String> signing =
        use.providers().stream()
            .map(one -> served.get(one.name()))
            .filter(Objects::nonNull)
            .map(one -> one.issuer().key().thumbprint())
            .collect(Collectors.toSet());
    if (signing.isEmpty()) {
      return Optional.empty();
    }
    RingKeyFiles files = new RingKeyFiles(host, keys, use.provider(), use.settings(), daemonUser);
    RotationRound.Mode mode = new RotationRound.Mode(true, obstacle, signing);
    return Optional.of(
        new RotationRound(use, store, files, publisher, clock.instant(), mode).run(problems));
  }

  private void publishOnlyKey(TokenProvider provider, Collection<Problem> problems) {
    if (provider.settings().key().keeping().ring().isPresent()) {
      return;
    }
    for (RingUse.Place place : RingUse.places(provider.settings()).toList()) {
      try {
        publisher.publish(provider.issuer().key().toPublicJwk(), provider.name(), place);
      } catch (KeySetException e) {
        problems.add(unpublished(provider, place.directory(), e));
      }
    }
  }

  static Problem unpublished(TokenProvider provider, Path directory, KeySetException why) {
    return new Problem(
        Problem.Severity.WARNING,
        Optional.of(provider.name()),
        directory.toString(),
        "",
        String.valueOf(why.getMessage()),
        "until then verifiers may not find the key that signs");
  }

  /** Whether the configuration should be read again for the sake of the keys. Looks at the disk. */
  public boolean wantsReading() {
    Outlook last = outlook;
    return last.next().filter(time -> !time.isAfter(clock.instant())).isPresent()
        || last.changes().entrySet().stream()
            .anyMatch(one -> one.getKey().lastChange() != one.getValue());
  }

  /** Whether there are rings to look after. */
  public boolean hasRings() {
    return !outlook.changes().isEmpty();
  }
}
