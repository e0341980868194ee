// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.provider;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How a provider's keys are published and replaced.
 *
 * @param ring the directory of its key ring ({@code KEY_RING}); empty where it has one key
 * @param maxAge how long a key of the ring signs; zero where nothing but a command replaces it
 *     ({@code KEY_MAX_AGE})
 * @param cacheTime how old a verifier's key set may be ({@code KEY_CACHE_TIME})
 * @param publication where keys are published ({@code PUBLICATION_DIRECTORY}); empty where Credmint
 *     does not
 * @param notes where is written down how far the ring has come, away from the ring itself ({@code
 *     LOG}); empty where HTCondor has no such directory
 */
public record KeyKeeping(
    Optional<Path> ring,
    Duration maxAge,
    Duration cacheTime,
    Optional<Path> publication,
    Optional<Path> notes) {
  /** One key, published by nobody. */
  public static final KeyKeeping NONE =
      new KeyKeeping(
          Optional.empty(), Duration.ZERO, Duration.ZERO, Optional.empty(), Optional.empty());
}
