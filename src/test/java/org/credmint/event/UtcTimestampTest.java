// SPDX-License-Identifier: Apache-2.0
package org.credmint.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class UtcTimestampTest {
  private static final long SEED = 20261122;

  private static String textOf(Instant time) {
    StringBuilder text = new StringBuilder();
    UtcTimestamp.append(text, time);
    return text.toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1970-01-01T00:00:00Z",
        "1969-12-31T23:59:59Z",
        "2000-02-29T12:00:00Z",
        "0999-12-31T23:59:59Z",
        "1000-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "+10000-01-01T00:00:00Z",
        "-0001-03-01T01:02:03Z"
      })
  void aTimeStandsAsItIsWritten(String written) {
    assertThat(textOf(Instant.parse(written))).isEqualTo(written);
  }

  @Test
  void whatIsBelowASecondIsLeftOut() {
    assertThat(textOf(Instant.parse("2026-11-22T13:45:07.999999999Z")))
        .isEqualTo("2026-11-22T13:45:07Z");
  }

  @Test
  void anyTimeReadsAsTheJdkHasIt() {
    Random random = new Random(SEED);
    for (int i = 0; i < 5_000; i++) {
      Instant time = Instant.ofEpochMilli(random.nextLong() >> 8);
      assertThat(textOf(time)).isEqualTo(time.truncatedTo(ChronoUnit.SECONDS).toString());
    }
  }
}
