// SPDX-License-Identifier: Apache-2.0
package org.credmint.credential.kind;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.credmint.credential.kind.Validity.Verdict;

/**
 * How strictly the times of a credential are judged.
 *
 * @param skew by how much the clocks of issuer and reader may differ; 0 or more
 * @param minimumLifetime how long it has to be valid still; 0 or more
 */
public record ValidityRule(Duration skew, Duration minimumLifetime) {
  /** Checks the ranges. */
  public ValidityRule {
    if (skew.isNegative() || minimumLifetime.isNegative()) {
      throw new IllegalArgumentException("skew and minimum lifetime must not be negative");
    }
  }

  /**
   * Judges the times. A missing beginning is long past, a missing end never comes.
   *
   * @param notBefore the first moment at which it is valid
   * @param expiresAt the first moment at which it is not (RFC 7519 section 4.1.4)
   */
  public Validity judge(Optional<Instant> notBefore, Optional<Instant> expiresAt, Instant now) {
    if (notBefore.isPresent() && now.plus(skew).isBefore(notBefore.get())) {
      String wait = TimeInWords.of(Duration.between(now, notBefore.get()));
      return new Validity(Verdict.NOT_YET_VALID, "is not valid before " + wait + " from now");
    }
    if (expiresAt.isEmpty()) {
      return new Validity(Verdict.VALID, "never expires");
    }
    return judge(Duration.between(now, expiresAt.get()));
  }

  private Validity judge(Duration left) {
    String span = TimeInWords.of(left.abs());
    if (left.plus(skew).isNegative() || left.plus(skew).isZero()) {
      return new Validity(Verdict.EXPIRED, "expired " + span + " ago");
    }
    String found =
        left.isNegative()
            ? "expired " + span + " ago, which the clock skew allows"
            : "is valid for another " + span;
    if (!minimumLifetime.isZero() && left.compareTo(minimumLifetime) < 0) {
      String needed = ", but must be for " + TimeInWords.of(minimumLifetime);
      return new Validity(Verdict.TOO_SHORT, found + needed);
    }
    return new Validity(Verdict.VALID, found);
  }
}
