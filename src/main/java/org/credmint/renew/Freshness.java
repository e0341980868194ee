// SPDX-License-Identifier: Apache-2.0
package org.credmint.renew;

import java.time.Duration;

/**
 * The promise that no running job holds an expired token, as numbers.
 *
 * <p>A job sees a new token only at its starter's next pull, so a token has to be replaced while it
 * still has at least this much life: one pull interval, the longest time in which the monitor may
 * be busy with others, the time that retries after a failure may take, and a margin for the use
 * that the job makes of what it just read.
 *
 * @param pullInterval how often starters fetch; positive
 */
public record Freshness(Duration pullInterval) {
  private static final Duration LONGEST_LOOP = Duration.ofSeconds(5);
  private static final Duration SHORTEST_SHARE = Duration.ofSeconds(5);
  private static final Duration LONGEST_RETRY_BUDGET = Duration.ofMinutes(5);
  private static final Duration LONGEST_MARGIN = Duration.ofMinutes(1);
  private static final int RETRY_BUDGET_PER_LIFETIME = 12;
  private static final int MARGIN_PER_LIFETIME = 20;
  private static final int EARLIEST_PER_LIFETIME = 10;

  /** A tenth of half of the lifetime: how much later than planned some are replaced. */
  private static final int SPREAD_PER_LIFETIME = 20;

  /** Checks that the interval is positive. */
  public Freshness {
    if (pullInterval.isNegative() || pullInterval.isZero()) {
      throw new IllegalArgumentException("pull interval must be positive: " + pullInterval);
    }
  }

  /** The longest time from the moment a credential is due to the moment the monitor turns to it. */
  public Duration longestLoop() {
    return LONGEST_LOOP;
  }

  /**
   * The time kept for retries after a failed issue: a twelfth of life, from 5 seconds to 5 minutes.
   */
  public Duration retryBudget(Duration lifetime) {
    return share(lifetime, RETRY_BUDGET_PER_LIFETIME, LONGEST_RETRY_BUDGET);
  }

  /**
   * The life that a job still finds in a token that was replaced at the latest moment: a twentieth,
   * 5 to 60 seconds.
   */
  public Duration margin(Duration lifetime) {
    return share(lifetime, MARGIN_PER_LIFETIME, LONGEST_MARGIN);
  }

  /** How much life a token must still have when it is replaced. */
  public Duration reserve(Duration lifetime) {
    return pullInterval.plus(LONGEST_LOOP).plus(retryBudget(lifetime)).plus(margin(lifetime));
  }

  /**
   * The age at which a token of this lifetime must have been replaced; negative where it cannot be
   * met.
   */
  public Duration latestAge(Duration lifetime) {
    return lifetime.minus(reserve(lifetime));
  }

  /**
   * The shortest life that a job's copy of a token ever has while renewals succeed: it was replaced
   * at the latest planned age, and the job fetches the new one a whole interval later. While they
   * fail until the last moment it is {@link #margin}.
   *
   * @return negative where a token of this lifetime does not last until the next fetch
   */
  public Duration leastLife(Duration lifetime) {
    Duration planned = part(lifetime, 2).plus(part(lifetime, SPREAD_PER_LIFETIME));
    Duration latest = latestAge(lifetime);
    Duration age = isMetBy(lifetime) && latest.compareTo(planned) < 0 ? latest : planned;
    return lifetime.minus(age).minus(LONGEST_LOOP).minus(pullInterval);
  }

  /**
   * Whether a token of this lifetime can be replaced in time without being replaced all the while.
   */
  public boolean isMetBy(Duration lifetime) {
    Duration earliest = part(lifetime, EARLIEST_PER_LIFETIME);
    return latestAge(lifetime).compareTo(earliest) >= 0
        && latestAge(lifetime).compareTo(SHORTEST_SHARE) >= 0;
  }

  /** The shortest lifetime, in whole seconds, that {@link #isMetBy} accepts. */
  public Duration shortestLifetime() {
    long tooShort = 0;
    long enough = pullInterval.toSeconds() * 2 + LONGEST_RETRY_BUDGET.toSeconds() * 4;
    while (enough - tooShort > 1) {
      long middle = (enough + tooShort) >>> 1;
      if (isMetBy(Duration.ofSeconds(middle))) {
        enough = middle;
      } else {
        tooShort = middle;
      }
    }
    return Duration.ofSeconds(enough);
  }

  private static Duration share(Duration lifetime, int divisor, Duration longest) {
    Duration share = part(lifetime, divisor);
    if (share.compareTo(SHORTEST_SHARE) < 0) {
      return SHORTEST_SHARE;
    }
    return share.compareTo(longest) > 0 ? longest : share;
  }

  /** To the millisecond; {@link Duration#dividedBy(long)} computes in decimal texts. */
  private static Duration part(Duration lifetime, int divisor) {
    return Duration.ofMillis(lifetime.toMillis() / divisor);
  }
}
