// SPDX-License-Identifier: Apache-2.0
package org.credmint.renew;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FreshnessTest {
  private static final Freshness HTCONDOR_DEFAULT = new Freshness(Duration.ofSeconds(300));

  @Test
  void keepsOnePullTheLoopTheRetriesAndAMarginInReserve() {
    assertThat(HTCONDOR_DEFAULT.reserve(Duration.ofSeconds(1200)))
        .isEqualTo(Duration.ofSeconds(300 + 5 + 100 + 60));
  }

  @Test
  void acceptsTheDefaultLifetimeWithTheDefaultPullInterval() {
    assertThat(HTCONDOR_DEFAULT.isMetBy(Duration.ofSeconds(1200))).isTrue();
  }

  @Test
  void acceptsAMinuteOfLifeWhereJobsPullEveryTenSeconds() {
    assertThat(new Freshness(Duration.ofSeconds(10)).isMetBy(Duration.ofSeconds(60))).isTrue();
  }

  @Test
  void refusesALifetimeNoLongerThanThePullInterval() {
    assertThat(HTCONDOR_DEFAULT.isMetBy(Duration.ofSeconds(300))).isFalse();
    assertThat(HTCONDOR_DEFAULT.latestAge(Duration.ofSeconds(300))).isNegative();
  }

  @Test
  void saysHowMuchLifeAJobsCopyAlwaysHas() {
    // Replaced at 660 s at the latest, found 5 s later, fetched 300 s later.
    assertThat(HTCONDOR_DEFAULT.leastLife(Duration.ofSeconds(1200)))
        .isEqualTo(Duration.ofSeconds(235));
    // Replaced at 388 s, because 440 s would leave too little for retries.
    assertThat(HTCONDOR_DEFAULT.leastLife(Duration.ofSeconds(800)))
        .isEqualTo(Duration.ofMillis(106_666));
    assertThat(HTCONDOR_DEFAULT.leastLife(Duration.ofSeconds(300))).isNegative();
  }

  @Test
  void aJobsCopyNeverHasLessThanTheMarginWhereTheLifetimeIsLongEnough() {
    for (int lifetime = 30; lifetime < 5_000; lifetime += 7) {
      Duration life = Duration.ofSeconds(lifetime);
      if (HTCONDOR_DEFAULT.isMetBy(life)) {
        assertThat(HTCONDOR_DEFAULT.leastLife(life))
            .isGreaterThanOrEqualTo(HTCONDOR_DEFAULT.margin(life));
      }
    }
  }

  @Test
  void namesTheShortestLifetimeThatWorksToTheSecond() {
    Random random = new Random(1);
    for (int i = 0; i < 1_000; i++) {
      Freshness freshness = new Freshness(Duration.ofSeconds(1 + random.nextInt(100_000)));
      Duration shortest = freshness.shortestLifetime();
      assertThat(freshness.isMetBy(shortest)).isTrue();
      assertThat(freshness.isMetBy(shortest.minusSeconds(1))).isFalse();
      assertThat(freshness.isMetBy(shortest.plusSeconds(1 + random.nextInt(1_000_000)))).isTrue();
    }
  }

  @Test
  void hasNoPromiseForJobsThatNeverPull() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Freshness(Duration.ZERO));
  }
}
