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
import org.credmint.provider.TokenProvider;

/**
 * What the providers that share a ring want of it.
 *
 * @param ring its directory
 * @param providers those that sign with it; never empty
 * @param longest how long their tokens live at most
 */
public record RingUse(Path ring, List<TokenProvider> providers, Duration longest) {
  /** A place where an issuer's keys are published. */
  record Place(Path directory, String issuer) {}

  /** Takes a copy. */
  public RingUse {
    providers = List.copyOf(providers);
  }

  /**
   * The rings of a configuration.
   *
   * @param served the providers that sign
   */
  public static List<RingUse> of(Settings settings, Map<String, TokenProvider> served) {
    Map<Path, List<TokenProvider>> byRing = new TreeMap<>();
    for (TokenProvider provider : new TreeMap<>(served).values()) {
      keeping(provider)
          .ring()
          .ifPresent(ring -> byRing.computeIfAbsent(ring, any -> new ArrayList<>()).add(provider));
    }
    return byRing.entrySet().stream()
        .map(one -> new RingUse(one.getKey(), one.getValue(), longest(one.getValue(), settings)))
        .toList();
  }

  /** The places where a provider's keys are published; none or one. */
  static Stream<Place> places(TokenProvider provider) {
    return keeping(provider).publication().stream()
        .map(directory -> new Place(directory, provider.settings().issuer()));
  }

  private static KeyKeeping keeping(TokenProvider provider) {
    return provider.settings().key().keeping();
  }

  /** No policy lets a token live longer than its longest rule or else its provider's lifetime. */
  private static Duration longest(List<TokenProvider> providers, Settings settings) {
    Stream<Duration> own =
        providers.stream().map(TokenProvider::settings).flatMap(RingUse::lifetimes);
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

  private static boolean signsFor(StandingSettings standing, List<TokenProvider> providers) {
    return standing.content() instanceof Content.SciToken token
        && providers.stream().anyMatch(one -> one.name().equals(token.provider()));
  }

  /** Everywhere where the keys have to be known. */
  Set<Place> places() {
    Set<Place> places = new LinkedHashSet<>();
    providers.forEach(provider -> places(provider).forEach(places::add));
    return places;
  }

  /** Whether Credmint publishes the keys by itself. */
  public boolean isPublished() {
    return !places().isEmpty();
  }

  /** The issuers whose tokens they sign. */
  public Set<String> issuers() {
    return providers.stream()
        .map(provider -> provider.settings().issuer())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The name of the provider by whose knobs keys are made. */
  String provider() {
    return providers.get(0).name();
  }

  /** The knobs by which keys are made and opened. */
  KeySettings settings() {
    return providers.get(0).settings().key();
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

  /** Whether all providers sign with a key. */
  boolean signsOnlyWith(RingKey key) {
    return providers.stream()
        .allMatch(one -> one.issuer().key().thumbprint().equals(key.thumbprint()));
  }

  private Stream<Duration> times(Function<KeyKeeping, Duration> which) {
    return providers.stream().map(RingUse::keeping).map(which);
  }
}
