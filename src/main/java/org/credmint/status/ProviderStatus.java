// SPDX-License-Identifier: Apache-2.0
package org.credmint.status;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How a provider's credentials do.
 *
 * @param name the provider
 * @param kind what it issues, such as {@code scitoken}; empty where it is served no longer
 * @param conditions how many of its credentials do so
 * @param nearestExpiry when the first of them dies; empty where there is none
 * @param keyFile the file of its signing key; empty where it has none of its own
 * @param issued what it issued since the daemon started
 */
public record ProviderStatus(
    String name,
    String kind,
    Map<Condition, Integer> conditions,
    Optional<Instant> nearestExpiry,
    Optional<Path> keyFile,
    Issued issued) {
  /** Takes a copy. */
  public ProviderStatus {
    Map<Condition, Integer> copy = new EnumMap<>(Condition.class);
    copy.putAll(conditions);
    conditions = Collections.unmodifiableMap(copy);
  }

  /** How many of its credentials do so. */
  public int count(Condition condition) {
    return conditions.getOrDefault(condition, 0);
  }

  /**
   * What a provider issued since the daemon started, and what not.
   *
   * @param renewals how many credentials
   * @param lastSuccess when the last of them; empty where there was none
   * @param failures how many times not, by {@link StatusTally.FailureClass}'s word
   */
  public record Issued(long renewals, Optional<Instant> lastSuccess, Map<String, Long> failures) {
    /** Nothing yet. */
    public static final Issued NOTHING = new Issued(0, Optional.empty(), Map.of());

    /** Takes a copy. */
    public Issued {
      failures = Collections.unmodifiableMap(new TreeMap<>(failures));
    }
  }
}
