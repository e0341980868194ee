// SPDX-License-Identifier: Apache-2.0
package org.credmint.demand;

import java.time.Duration;

/**
 * Lets a costly task run when it is wanted, but never twice at once, and with a rest after it of
 * nineteen times as long as it took, so that it takes a twentieth of the time. The rest has a
 * limit, because a task that takes very long was waiting for something that may soon be fixed. What
 * is wanted while it runs or has to wait is done once, later; nothing is forgotten.
 */
public final class DutyCycleLimiter {
  private static final long REST_PER_COST = 19;

  private final long longestRestNanos;
  private boolean wanted;
  private boolean running;
  private long startedNanos;
  private long notBeforeNanos;

  public DutyCycleLimiter(long nowNanos, Duration longestRest) {
    longestRestNanos = longestRest.toNanos();
    notBeforeNanos = nowNanos;
  }

  /** Somebody wants it done, after this moment. */
  public void want() {
    wanted = true;
  }

  /** Whether somebody wants it done that has not been started since. */
  public boolean isWanted() {
    return wanted;
  }

  /** Starts it if it is wanted and may run now. */
  public boolean start(long nowNanos) {
    if (!wanted || running || nowNanos - notBeforeNanos < 0) {
      return false;
    }
    wanted = false;
    running = true;
    startedNanos = nowNanos;
    return true;
  }

  /** It has ended. */
  public void ended(long nowNanos) {
    running = false;
    long rest = Math.min(longestRestNanos, REST_PER_COST * (nowNanos - startedNanos));
    notBeforeNanos = nowNanos + rest;
  }

  /** How long until it can start; {@link Long#MAX_VALUE} where it is not wanted or is running. */
  public long nanosUntilStart(long nowNanos) {
    return wanted && !running ? Math.max(0, notBeforeNanos - nowNanos) : Long.MAX_VALUE;
  }
}
