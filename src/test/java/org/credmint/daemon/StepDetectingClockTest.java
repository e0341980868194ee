// SPDX-License-Identifier: Apache-2.0
package org.credmint.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.credmint.index.StepDetectingClock;
import org.junit.jupiter.api.Test;

class StepDetectingClockTest {
  private Instant wall = Instant.parse("2026-11-22T00:00:00Z");
  private long nanos = Long.MAX_VALUE - 5; // it may overflow at any time
  private final StepDetectingClock clock = new StepDetectingClock(() -> wall, () -> nanos);

  private void pass(Duration byWall, Duration byNanos) {
    wall = wall.plus(byWall);
    nanos += byNanos.toNanos();
  }

  @Test
  void timeThatPassesIsNoStep() {
    pass(Duration.ofHours(5), Duration.ofHours(5));
    assertThat(clock.step()).isZero();
  }

  @Test
  void aClockSetBackADayIsAStepOnce() {
    pass(Duration.ofDays(-1).plusSeconds(5), Duration.ofSeconds(5));
    assertThat(clock.step()).isEqualTo(Duration.ofDays(-1));
    pass(Duration.ofSeconds(5), Duration.ofSeconds(5));
    assertThat(clock.step()).isZero();
  }

  @Test
  void aSuspendedMachineLooksLikeAStepForward() {
    pass(Duration.ofHours(8), Duration.ofSeconds(1));
    assertThat(clock.step()).isEqualTo(Duration.ofHours(8).minusSeconds(1));
  }

  @Test
  void theSmallCorrectionsOfATimeServiceAreNoSteps() {
    pass(Duration.ofSeconds(31), Duration.ofSeconds(5));
    assertThat(clock.step()).isZero();
  }
}
