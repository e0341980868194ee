// SPDX-License-Identifier: Apache-2.0
package org.credmint.index;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/** The wall clock beside one that nobody can set, so that a step of the former is seen. */
public final class StepDetectingClock {
  private static final Duration STEP = Duration.ofSeconds(30);

  private final InstantSource wall;
  private final LongSupplier nanoTime;
  private Instant lastWall;
  private long lastNanos;

  public StepDetectingClock(InstantSource wall, LongSupplier nanoTime) {
    this.wall = wall;
    this.nanoTime = nanoTime;
    this.lastWall = wall.instant();
    this.lastNanos = nanoTime.getAsLong();
  }

  /** The time of the wall clock, which can be set. */
  public Instant now() {
    return wall.instant();
  }

  /** Nanoseconds of the clock that nobody can set; only differences mean anything. */
  public long nanos() {
    return nanoTime.getAsLong();
  }

  /**
   * How far the wall clock was set since the last call: forward is positive. A suspended machine
   * looks like a step forward. Zero for less than half a minute.
   */
  public Duration step() {
    Instant wallNow = wall.instant();
    long nanosNow = nanoTime.getAsLong();
    Duration step =
        Duration.between(lastWall, wallNow).minus(Duration.ofNanos(nanosNow - lastNanos));
    lastWall = wallNow;
    lastNanos = nanosNow;
    return step.abs().compareTo(STEP) < 0 ? Duration.ZERO : step;
  }
}
