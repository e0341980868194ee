// SPDX-License-Identifier: Apache-2.0
package org.credmint.demand;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DutyCycleLimiterTest {
  private final DutyCycleLimiter limiter = new DutyCycleLimiter(1_000, Duration.ofNanos(5_000));

  @Test
  void doesNothingUnasked() {
    assertThat(limiter.start(1_000)).isFalse();
    assertThat(limiter.nanosUntilStart(1_000)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void startsAtOnceTheFirstTime() {
    limiter.want();
    assertThat(limiter.nanosUntilStart(1_000)).isZero();
    assertThat(limiter.start(1_000)).isTrue();
  }

  @Test
  void doesManyWishesInOneGo() {
    limiter.want();
    limiter.want();
    assertThat(limiter.start(1_000)).isTrue();
    limiter.ended(1_000);
    assertThat(limiter.start(1_000_000)).isFalse();
  }

  @Test
  void neverRunsTwiceAtOnceButForgetsNoWish() {
    limiter.want();
    assertThat(limiter.start(1_000)).isTrue();
    limiter.want();
    assertThat(limiter.start(1_001)).isFalse();
    limiter.ended(1_001);
    assertThat(limiter.nanosUntilStart(1_001)).isEqualTo(19);
    assertThat(limiter.start(1_020)).isTrue();
  }

  @Test
  void restsNineteenTimesAsLongAsItWorked() {
    limiter.want();
    limiter.start(1_000);
    limiter.ended(1_100);
    limiter.want();
    assertThat(limiter.start(1_100 + 1_899)).isFalse();
    assertThat(limiter.start(1_100 + 1_900)).isTrue();
  }

  @Test
  void restsNoLongerThanTheLimitHoweverLongItWorked() {
    limiter.want();
    limiter.start(1_000);
    limiter.ended(2_000);
    limiter.want();
    assertThat(limiter.start(2_000 + 4_999)).isFalse();
    assertThat(limiter.start(2_000 + 5_000)).isTrue();
  }
}
