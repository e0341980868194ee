// SPDX-License-Identifier: Apache-2.0
package org.credmint.credential.kind;

import java.time.Duration;

/** A span of time as a person would say it: its two largest units. */
public final class TimeInWords {
  private static final long DAYS_PER_YEAR = 365;
  private static final long YEARS_FROM = 2 * DAYS_PER_YEAR;

  private TimeInWords() {}

  /**
   * Such as {@code 2 h 5 min}, {@code 40 s} or {@code 12 years}; below a second {@code 0 s}.
   *
   * @param span 0 or more
   */
  public static String of(Duration span) {
    long days = span.toDays();
    if (days >= YEARS_FROM) {
      return days / DAYS_PER_YEAR + " years";
    }
    return days > 0
        ? joined(days, days == 1 ? "day" : "days", span.toHoursPart(), "h")
        : ofADay(span);
  }

  private static String ofADay(Duration span) {
    if (span.toHours() > 0) {
      return joined(span.toHours(), "h", span.toMinutesPart(), "min");
    }
    return span.toMinutes() > 0
        ? joined(span.toMinutes(), "min", span.toSecondsPart(), "s")
        : span.toSeconds() + " s";
  }

  private static String joined(long large, String unit, long small, String smallUnit) {
    String first = large + " " + unit;
    return small == 0 ? first : first + " " + small + " " + smallUnit;
  }
}
