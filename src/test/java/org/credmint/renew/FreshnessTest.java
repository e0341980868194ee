package org.credmint.renew;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FreshnessTest {
  private static final Freshness HTCONDOR_DEFAULT = new Freshness(Duration.ofSeconds(300));

  @Test
  void keeps_one_pull_the_loop_the_retries_and_a_margin_in_reserve() {
    assertThat(HTCONDOR_DEFAULT.reserve(Duration.ofSeconds(1200)))
        .isEqualTo(Duration.ofSeconds(300 + 5 + 100 + 60));
  }

  @Test
  void accepts_the_default_lifetime_with_the_default_pull_interval() {
    assertThat(HTCONDOR_DEFAULT.isMetBy(Duration.ofSeconds(1200))).isTrue();
  }

  @Test
  void accepts_a_minute_of_life_where_jobs_pull_every_ten_seconds() {
    assertThat(new Freshness(Duration.ofSeconds(10)).isMetBy(Duration.ofSeconds(60))).isTrue();
  }

  @Test
  void refuses_a_lifetime_no_longer_than_the_pull_interval() {
    assertThat(HTCONDOR_DEFAULT.isMetBy(Duration.ofSeconds(300))).isFalse();
    assertThat(HTCONDOR_DEFAULT.latestAge(Duration.ofSeconds(300))).isNegative();
  }

  @Test
  void names_the_shortest_lifetime_that_works_to_the_second() {
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
  void has_no_promise_for_jobs_that_never_pull() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Freshness(Duration.ZERO));
  }
}
