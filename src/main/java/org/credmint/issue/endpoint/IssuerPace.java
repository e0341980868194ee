// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.endpoint;

import java.time.Duration;
import java.time.Instant;
import org.credmint.issue.Issuance.Failed;
import org.credmint.issue.Issuance.FailureKind;
import org.credmint.issue.endpoint.TokenEndpoint.Reply;

/**
 * When an issuer may be asked next, by all its users together.
 *
 * <p>One that cannot serve is left alone as long as it asked for, and ever longer while it goes on
 * failing, from a second to five minutes. One that says when to come again has too much to do:
 * requests then keep a distance, which grows by a quarter with each such word and shrinks by a
 * hundredth with each answer. Safe for use by several threads.
 */
public final class IssuerPace {
  private static final Duration SHORTEST_REST = Duration.ofSeconds(1);
  private static final Duration LONGEST_REST = Duration.ofMinutes(5);
  private static final int MOST_DOUBLINGS = 9;
  private static final double SMALLEST_DISTANCE = 0.1;
  private static final double LARGEST_DISTANCE = 30;
  private static final double FURTHER = 1.25;
  private static final double CLOSER = 0.99;

  private Instant until = Instant.EPOCH;
  private Instant last = Instant.EPOCH;
  private double distanceSeconds;
  private int failures;

  /** How long to wait with the next request; zero for not at all. */
  synchronized Duration untilNext(Instant now) {
    Instant spaced = last.plusMillis(Math.round(distanceSeconds * 1000));
    Instant next = spaced.isAfter(until) ? spaced : until;
    // After the clock was set back nothing may wait for its old time.
    boolean waits = next.isAfter(now) && !next.isAfter(now.plus(AnswerReader.LONGEST_REST));
    return waits ? Duration.between(now, next) : Duration.ZERO;
  }

  /** A request is sent. */
  synchronized void begins(Instant now) {
    last = now;
  }

  /**
   * Takes note of a reply. A word on a login or a client says that the issuer works; any other
   * refusal of one request counts neither way.
   *
   * @param now when it came
   */
  synchronized void heard(Reply reply, Instant now) {
    if (reply instanceof Reply.Refused refused
        && refused.failure().kind() == FailureKind.TRANSIENT) {
      if (refused.cause() == Reply.Cause.ISSUER) {
        failed(refused.failure(), now);
      }
    } else {
      failures = 0;
      double closer = distanceSeconds * CLOSER;
      distanceSeconds = closer < SMALLEST_DISTANCE / 2 ? 0 : closer;
    }
  }

  /** Requests that were under way together count once. */
  private void failed(Failed failure, Instant now) {
    boolean first = !until.isAfter(now);
    Duration own = SHORTEST_REST.multipliedBy(1L << Math.min(failures, MOST_DOUBLINGS));
    Duration capped = own.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : own;
    Duration rest = failure.retryAfter().orElse(capped);
    Instant end = now.plus(rest.compareTo(SHORTEST_REST) < 0 ? SHORTEST_REST : rest);
    until = end.isAfter(until) ? end : until;
    if (first && failure.retryAfter().isPresent()) {
      double further = Math.max(SMALLEST_DISTANCE, distanceSeconds * FURTHER);
      distanceSeconds = Math.min(further, LARGEST_DISTANCE);
    } else if (first) {
      failures++;
    }
  }
}
