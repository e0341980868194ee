// SPDX-License-Identifier: Apache-2.0
package org.credmint.renew;

import java.time.Duration;
import java.time.Instant;
import org.credmint.credential.CredentialId;

/**
 * When a credential is due.
 *
 * <p>A token is replaced at half of its life, up to a tenth earlier or later. How much is fixed for
 * each credential, so that those issued together drift apart and a restart changes nothing. It is
 * replaced sooner where {@link Freshness} asks for that, and at once where its times do not fit the
 * clock.
 */
public final class RenewalSchedule {
  /**
   * How far a token's {@code iat} may lie ahead of the clock before the clock is taken to have been
   * set back.
   */
  public static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(60);

  private static final Duration SHORTEST_DELAY = Duration.ofSeconds(1);
  private static final Duration LONGEST_DELAY = Duration.ofMinutes(5);
  private static final int LONGEST_DOUBLING = 16;
  private static final double SPREAD = 0.1;
  private static final int TRIES_PER_REMAINING_LIFE = 8;

  private final Freshness freshness;

  /** An agenda that keeps the given promise. */
  public RenewalSchedule(Freshness freshness) {
    this.freshness = freshness;
  }

  /**
   * When a token has to be replaced.
   *
   * @param id whose token; decides the fixed deviation from half of life
   * @param issuedAt the token's {@code iat}
   * @param expiresAt the token's {@code exp}
   * @param now the present, by which a token from the future is known
   * @return {@code now} where the token is from the future or has no life; else a moment that may
   *     lie in the past
   */
  public Instant dueAt(CredentialId id, Instant issuedAt, Instant expiresAt, Instant now) {
    Duration lifetime = Duration.between(issuedAt, expiresAt);
    boolean fromTheFuture = issuedAt.isAfter(now.plus(CLOCK_TOLERANCE));
    if (fromTheFuture || lifetime.isNegative() || lifetime.isZero()) {
      return now;
    }
    Duration preferred = scaled(lifetime, 0.5 * (1 + SPREAD * deviation(id)));
    Duration latest = freshness.latestAge(lifetime);
    boolean keepsPromise = freshness.isMetBy(lifetime);
    return issuedAt.plus(keepsPromise && latest.compareTo(preferred) < 0 ? latest : preferred);
  }

  /**
   * When to try again after a failure: 1 s, doubling to 5 minutes, but often enough to try several
   * times before the live token dies, and deviating for each credential so that an outage does not
   * end in a stampede.
   *
   * @param failures how often it has failed in a row, from 1
   * @param expiresAt when the live token dies; {@code now} or earlier where there is none
   */
  public Instant retryAt(CredentialId id, int failures, Instant expiresAt, Instant now) {
    int doublings = Math.min(LONGEST_DOUBLING, Math.max(0, failures - 1));
    Duration delay = SHORTEST_DELAY.multipliedBy(1L << doublings);
    delay = shorter(delay, LONGEST_DELAY);
    if (expiresAt.isAfter(now)) {
      delay = shorter(delay, Duration.between(now, expiresAt).dividedBy(TRIES_PER_REMAINING_LIFE));
    }
    Duration spread = scaled(delay, 1 + SPREAD * deviation(id));
    return now.plus(spread.compareTo(SHORTEST_DELAY) < 0 ? SHORTEST_DELAY : spread);
  }

  /** From -1 to 1, evenly spread over credentials, the same at every call and in every run. */
  private static double deviation(CredentialId id) {
    long hash = 0xcbf29ce484222325L;
    String name = id.toString();
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
    }
    // FNV-1a leaves neighbours close in the high bits; the finalizer of SplitMix64 parts them.
    hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
    hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
    hash ^= hash >>> 31;
    return (hash >> 11) * 0x1.0p-52;
  }

  private static Duration scaled(Duration duration, double factor) {
    return Duration.ofMillis(Math.round(duration.toMillis() * factor));
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }
}
