// SPDX-License-Identifier: Apache-2.0
package org.credmint.rotation;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Distrusts the wall clock for a while after it was set: a clock that is a week ahead for a minute
 * must not replace and withdraw keys.
 */
final class ClockTrust {
  private static final Duration TOLERATED = Duration.ofMinutes(1);

  /** Long enough for the time service, or somebody, to set it right. */
  private static final Duration REST = Duration.ofHours(1);

  private final LongSupplier nanoTime;
  private Optional<Instant> lastTime = Optional.empty();
  private long lastNanos;
  private long distrustedUntilNanos;
  private boolean distrusts;

  /**
   * A clock that is trusted.
   *
   * @param nanoTime the monotonic clock, nanoseconds
   */
  ClockTrust(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Compares the wall clock with the monotonic one since the last time.
   *
   * @return why nothing should be done by it; empty where it can be trusted
   */
  synchronized Optional<String> doubt(Instant now) {
    long nanos = nanoTime.getAsLong();
    if (lastTime.isPresent()) {
      Duration wall = Duration.between(lastTime.get(), now);
      if (wall.minusNanos(nanos - lastNanos).abs().compareTo(TOLERATED) > 0) {
        distrusts = true;
        distrustedUntilNanos = nanos + REST.toNanos();
      }
    }
    lastTime = Optional.of(now);
    lastNanos = nanos;
    distrusts = distrusts && nanos - distrustedUntilNanos < 0;
    return distrusts
        ? Optional.of("the clock was set: check it; keys are replaced again an hour later")
        : Optional.empty();
  }
}
