// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Times as people write them on the command line. */
final class TimestampParserTest {
  private static final TimestampParser PARSER =
      new TimestampParser(Instant.parse("2026-11-22T10:00:00Z"), ZoneId.of("Europe/Berlin"));

  @ParameterizedTest
  @CsvSource({
    "now, 2026-11-22T10:00:00Z",
    "90m, 2026-11-22T08:30:00Z",
    "2h ago, 2026-11-22T08:00:00Z",
    "30 s, 2026-11-22T09:59:30Z",
    "3D, 2026-11-19T10:00:00Z",
    "1w, 2026-11-15T10:00:00Z",
    "2026-11-22, 2026-11-21T23:00:00Z",
    "2026-11-22T08:00, 2026-11-22T07:00:00Z",
    "2026-11-22 08:00:05, 2026-11-22T07:00:05Z",
    "2026-07-22T08:00, 2026-07-22T06:00:00Z",
    "2026-11-22T08:00Z, 2026-11-22T08:00:00Z",
    "2026-11-22T08:00-05:00, 2026-11-22T13:00:00Z"
  })
  void aTimeIsIsoOrAsLongAgo(String text, Instant time) {
    assertThat(PARSER.parse(text)).contains(time);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "h", "2", "2y", "-2h", "1234567h", "2026-11", "10:00", "2026-02-30"})
  void anythingElseIsNoTime(String text) {
    assertThat(PARSER.parse(text)).isEmpty();
  }
}
