// SPDX-License-Identifier: Apache-2.0
package org.credmint.credential.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.credmint.credential.kind.Validity.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ValidityRuleTest {
  private static final Instant NOW = Instant.parse("2026-11-28T01:00:00Z");

  /** Seconds from now; empty where the credential does not say. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 0 | | | VALID | never expires",
        "0 | 3600 | | | VALID | never expires",
        "0 | 0 | 0 | 1 | VALID | is valid for another 1 s",
        "0 | 0 | 1 | 9 | NOT_YET_VALID | is not valid before 1 s from now",
        "60 | 0 | 60 | 900 | VALID | is valid for another 15 min",
        "60 | 0 | 61 | 900 | NOT_YET_VALID | is not valid before 1 min 1 s from now",
        "0 | 0 | | 0 | EXPIRED | expired 0 s ago",
        "0 | 0 | | -7500 | EXPIRED | expired 2 h 5 min ago",
        "60 | 0 | | -59 | VALID | expired 59 s ago, which the clock skew allows",
        "60 | 0 | | -60 | EXPIRED | expired 1 min ago",
        "0 | 600 | | 600 | VALID | is valid for another 10 min",
        "0 | 600 | | 599 | TOO_SHORT | is valid for another 9 min 59 s, but must be for 10 min",
        "60 | 600 | | -5 | TOO_SHORT | expired 5 s ago, which the clock skew allows, but must be for 10 min",
      })
  void timesAreJudgedToTheSecond(
      long skew, long least, Long from, Long until, Verdict verdict, String reason) {
    ValidityRule rule = new ValidityRule(Duration.ofSeconds(skew), Duration.ofSeconds(least));
    assertThat(rule.judge(at(from), at(until), NOW)).isEqualTo(new Validity(verdict, reason));
  }

  private static Optional<Instant> at(Long seconds) {
    return Optional.ofNullable(seconds).map(NOW::plusSeconds);
  }

  @Test
  void extremeTimesAreAnAnswerToo() {
    ValidityRule rule = new ValidityRule(Duration.ofDays(1), Duration.ZERO);
    Optional<Instant> last = Optional.of(Instant.MAX);
    assertThat(rule.judge(Optional.of(Instant.MIN), last, NOW).isValid()).isTrue();
    assertThat(rule.judge(last, last, NOW).verdict()).isEqualTo(Verdict.NOT_YET_VALID);
    assertThat(rule.judge(Optional.empty(), Optional.of(Instant.MIN), NOW).verdict())
        .isEqualTo(Verdict.EXPIRED);
  }

  @Test
  void spansHaveTheirTwoLargestUnits() {
    assertThat(TimeInWords.of(Duration.ofDays(1))).isEqualTo("1 day");
    assertThat(TimeInWords.of(Duration.ofHours(51))).isEqualTo("2 days 3 h");
    assertThat(TimeInWords.of(Duration.ofDays(730))).isEqualTo("2 years");
  }

  @Test
  void negativeSpansAreAMistakeOfTheCaller() {
    assertThatThrownBy(() -> new ValidityRule(Duration.ofSeconds(-1), Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
