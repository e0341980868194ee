package org.credmint.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ClockworkTest {
  private Instant wall = Instant.parse("2026-11-22T00:00:00Z");
  private long nanos = Long.MAX_VALUE - 5; // it may overflow at any time
  private final Clockwork clockwork = new Clockwork(() -> wall, () -> nanos);

  private void pass(Duration byWall, Duration byNanos) {
    wall = wall.plus(byWall);
    nanos += byNanos.toNanos();
  }

  @Test
  void time_that_passes_is_no_step() {
    pass(Duration.ofHours(5), Duration.ofHours(5));
    assertThat(clockwork.step()).isZero();
  }

  @Test
  void a_clock_set_back_a_day_is_a_step_once() {
    pass(Duration.ofDays(-1).plusSeconds(5), Duration.ofSeconds(5));
    assertThat(clockwork.step()).isEqualTo(Duration.ofDays(-1));
    pass(Duration.ofSeconds(5), Duration.ofSeconds(5));
    assertThat(clockwork.step()).isZero();
  }

  @Test
  void a_suspended_machine_looks_like_a_step_forward() {
    pass(Duration.ofHours(8), Duration.ofSeconds(1));
    assertThat(clockwork.step()).isEqualTo(Duration.ofHours(8).minusSeconds(1));
  }

  @Test
  void the_small_corrections_of_a_time_service_are_no_steps() {
    pass(Duration.ofSeconds(31), Duration.ofSeconds(5));
    assertThat(clockwork.step()).isZero();
  }
}
