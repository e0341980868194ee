// SPDX-License-Identifier: Apache-2.0
package org.credmint.request;

import java.time.Duration;

/**
 * Why a job cannot run at present, and for how long it keeps its credential nevertheless.
 *
 * @param cause what stopped it
 * @param sinceSeconds since when, seconds since 1970 by the schedd's clock; 0 where no ad tells
 * @param limit for how long the credential is renewed
 * @param knob that sets the limit
 */
public record Rest(Cause cause, long sinceSeconds, Duration limit, String knob) {
  /** What keeps a job from running. */
  public enum Cause {
    /** It is on hold, and may be released. */
    HELD,
    /** It was removed, and is still in the queue. */
    REMOVED
  }

  /** Why the credential has to go when the time is over. */
  public String whyOver() {
    return cause == Cause.HELD
        ? "the job has been on hold for longer than %s (%d s)".formatted(knob, limit.toSeconds())
        : "the job was removed longer ago than %s (%d s), and is still in the queue"
            .formatted(knob, limit.toSeconds());
  }
}
