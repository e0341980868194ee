package org.credmint.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PacerTest {
  private final Pacer pacer = new Pacer(1_000, Duration.ofNanos(5_000));

  @Test
  void does_nothing_unasked() {
    assertThat(pacer.start(1_000)).isFalse();
    assertThat(pacer.nanosUntilStart(1_000)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void starts_at_once_the_first_time() {
    pacer.want();
    assertThat(pacer.nanosUntilStart(1_000)).isZero();
    assertThat(pacer.start(1_000)).isTrue();
  }

  @Test
  void does_many_wishes_in_one_go() {
    pacer.want();
    pacer.want();
    assertThat(pacer.start(1_000)).isTrue();
    pacer.ended(1_000);
    assertThat(pacer.start(1_000_000)).isFalse();
  }

  @Test
  void never_runs_twice_at_once_but_forgets_no_wish() {
    pacer.want();
    assertThat(pacer.start(1_000)).isTrue();
    pacer.want();
    assertThat(pacer.start(1_001)).isFalse();
    pacer.ended(1_001);
    assertThat(pacer.nanosUntilStart(1_001)).isEqualTo(19);
    assertThat(pacer.start(1_020)).isTrue();
  }

  @Test
  void rests_nineteen_times_as_long_as_it_worked() {
    pacer.want();
    pacer.start(1_000);
    pacer.ended(1_100);
    pacer.want();
    assertThat(pacer.start(1_100 + 1_899)).isFalse();
    assertThat(pacer.start(1_100 + 1_900)).isTrue();
  }

  @Test
  void rests_no_longer_than_the_limit_however_long_it_worked() {
    pacer.want();
    pacer.start(1_000);
    pacer.ended(2_000);
    pacer.want();
    assertThat(pacer.start(2_000 + 4_999)).isFalse();
    assertThat(pacer.start(2_000 + 5_000)).isTrue();
  }
}
