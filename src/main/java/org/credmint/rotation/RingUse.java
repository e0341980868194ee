// SPDX-License-Identifier: Apache-2.0
package org.credmint.rotation;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.credmint.config.Settings;
import org.credmint.config.provider.KeyKeeping;
import org.credmint.config.provider.KeySettings;
import org.credmint.config.provider.ProviderSettings;
import org.credmint.config.rule.PolicyRules;
import org.credmint.config.standing.StandingSettings;
import org.credmint.config.standing.StandingSettings.Content;

/**
 * What the providers that share a ring want of it, whether they are served or not.
 *
 * @param ring its directory
 * @param providers those that sign with it; never empty
 * @param longest how long their tokens live at most
 */
public record RingUse(Path ring, List<ProviderSettings> providers, Duration longest) {
  /** A place where an issuer's keys are published. */
  record Place(Path directory, String issuer) {}

  /** Takes a copy. */
  public RingUse {
    providers = List.copyOf(providers);
  }

  /** The rings of a configuration, in the order of their paths. */
  public static List<RingUse> of(Settings settings) {
    Map<Path, List<ProviderSettings>> byRing = new TreeMap<>();
    for (ProviderSettings one : settings.providers().values()) {
      one.key()
          .keeping()
          .ring()
          .ifPresent(ring -> byRing.computeIfAbsent(ring, any -> new ArrayList<>()).add(one));
    }
    return byRing.entrySet().stream()
        .map(one -> new RingUse(one.getKey(), one.getValue(), longest(one.getValue(), settings)))
        .toList();
  }

  /** The places where a provider's keys are published; none or one. */
  static Stream<Place> places(ProviderSettings provider) {
    return provider.key().keeping().publication().stream()
        .map(directory -> new Place(directory, provider.issuer()));
  }

  /** No policy lets a token live longer than its longest rule or else its provider's lifetime. */
  private static Duration longest(List<ProviderSettings> providers, Settings settings) {
    Stream<Duration> own = providers.stream().flatMap(RingUse::lifetimes);
    Stream<Duration> standing =
        settings.standing().usable().values().stream()
            .filter(one -> signsFor(one, providers))
            .map(StandingSettings::lifetime);
    return Stream.concat(own, standing).max(Duration::compareTo).orElse(Duration.ZERO);
  }

  private static Stream<Duration> lifetimes(ProviderSettings provider) {
    return Stream.concat(
        Stream.of(provider.claims().lifetime()),
        provider.policy().map(PolicyRules::lifetimes).stream().flatMap(Collection::stream));
  }

  private static boolean signsFor(StandingSettings standing, List<ProviderSettings> providers) {
    return standing.content() instanceof Content.SciToken token
        && providers.stream().anyMatch(one -> one.name().equals(token.provider()));
  }

  /** Everywhere where the keys are published. */
  Set<Place> places() {
    Set<Place> places = new LinkedHashSet<>();
    providers.forEach(provider -> places(provider).forEach(places::add));
    return places;
  }

  /** Whether Credmint publishes the keys by itself, for each issuer. */
  public boolean isPublished() {
    return unpublished().isEmpty();
  }

  /** The providers whose issuers' keys Credmint does not publish. */
  List<String> unpublished() {
    return providers.stream()
        .filter(one -> one.key().keeping().publication().isEmpty())
        .map(ProviderSettings::name)
        .toList();
  }

  /** The issuers whose tokens they sign. */
  public Set<String> issuers() {
    return providers.stream()
        .map(ProviderSettings::issuer)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The name of the provider by whose knobs keys are made. */
  String provider() {
    return providers.get(0).name();
  }

  /** The knobs by which keys are made and opened. */
  KeySettings settings() {
    return providers.get(0).key();
  }

  /** How old a verifier's key set may be: the longest that any provider grants. */
  public Duration cacheTime() {
    return times(KeyKeeping::cacheTime).max(Duration::compareTo).orElse(Duration.ZERO);
  }

  /** The age at which a key is replaced: the shortest that any provider wants; zero for none. */
  public Duration maxAge() {
    return times(KeyKeeping::maxAge)
        .filter(age -> !age.isZero())
        .min(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  private Stream<Duration> times(Function<KeyKeeping, Duration> which) {
    return providers.stream().map(one -> one.key().keeping()).map(which);
  }
}
