// SPDX-License-Identifier: Apache-2.0
package org.credmint.event;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * Times in UTC to the second, such as {@code 2026-11-22T13:45:00Z} (RFC 3339), as {@link
 * Instant#toString} has them. A formatter would make a dozen objects of one, and there are two in
 * the line that tells of a token.
 */
final class UtcTimestamp {
  private static final int FIRST_YEAR = 1000;
  private static final int LAST_YEAR = 9999;

  private UtcTimestamp() {}

  /** Adds a time to a text; what is below a second is left out. */
  static void append(StringBuilder text, Instant time) {
    long second = time.getEpochSecond();
    LocalDateTime utc = LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC);
    if (utc.getYear() < FIRST_YEAR || utc.getYear() > LAST_YEAR) {
      text.append(Instant.ofEpochSecond(second));
      return;
    }
    text.append(utc.getYear());
    two(text.append('-'), utc.getMonthValue());
    two(text.append('-'), utc.getDayOfMonth());
    two(text.append('T'), utc.getHour());
    two(text.append(':'), utc.getMinute());
    two(text.append(':'), utc.getSecond());
    text.append('Z');
  }

  private static void two(StringBuilder text, int number) {
    text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
  }
}
