// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.oauth;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.credmint.issue.Issuance.Failed;
import org.credmint.issue.Issuance.FailureKind;
import org.credmint.issue.oauth.TokenEndpoint.Reply;

/**
 * Leaves an issuer alone that cannot serve at present, for all its users together: as long as it
 * asked for, and ever longer while it goes on failing, from a second to five minutes. Without this,
 * each of ten thousand users would find out by a request of their own. Safe for use by several
 * threads.
 */
public final class IssuerRest {
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final int MOST_DOUBLINGS = 9;

  private Instant until = Instant.MIN;
  private int failures;

  /** How long it is still to be left alone; empty where it may be asked. */
  synchronized Optional<Duration> left(Instant now) {
    // A clock that was set back by more than a rest must not silence it.
    boolean rests = until.isAfter(now) && until.isBefore(now.plus(AnswerReader.LONGEST_REST));
    return rests ? Optional.of(Duration.between(now, until)) : Optional.empty();
  }

  /**
   * Takes note of a reply. A word on a login or a client says that the issuer works.
   *
   * @param now when it came
   */
  synchronized void heard(Reply reply, Instant now) {
    if (reply instanceof Reply.Refused refused
        && refused.failure().kind() == FailureKind.TRANSIENT) {
      failed(refused.failure(), now);
    } else {
      failures = 0;
      until = Instant.MIN;
    }
  }

  /** Requests that were under way together count once. */
  private void failed(Failed failure, Instant now) {
    Duration own = SHORTEST.multipliedBy(1L << Math.min(failures, MOST_DOUBLINGS));
    if (!until.isAfter(now)) {
      failures++;
    }
    Duration capped = own.compareTo(LONGEST) > 0 ? LONGEST : own;
    Duration asked = failure.retryAfter().orElse(Duration.ZERO);
    Instant end = now.plus(asked.compareTo(capped) > 0 ? asked : capped);
    until = end.isAfter(until) ? end : until;
  }
}
