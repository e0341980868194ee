// SPDX-License-Identifier: Apache-2.0
package org.credmint.htcondor.log;

import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;

/**
 * What stands in front of each message, as {@code _format_global_header} of HTCondor's {@code
 * dprintf.cpp} makes it. Keeps the text of the present second, since thousands of lines may be
 * written in it.
 */
final class LogHeader {

  /** Of the milliseconds, the process id and the category, at most. */
  private static final int REST_LENGTH = 48;

  private static final int HALF_A_MILLISECOND_IN_NANOS = 500_000;

  private final LogStyle style;
  private final long processId;
  private final ZoneId zone;
  private long second = Long.MIN_VALUE;
  private String secondText = "";

  LogHeader(LogStyle style, long processId, ZoneId zone) {
    this.style = style;
    this.processId = processId;
    this.zone = zone;
  }

  /** The header of a line written now, with the blank before the message. */
  String of(Instant now, LogLevel level) {
    Instant time = style.subSeconds() ? rounded(now) : now;
    String seconds = textOfSecond(time);
    StringBuilder header = new StringBuilder(seconds.length() + REST_LENGTH).append(seconds);
    if (style.subSeconds()) {
      int millis = time.get(ChronoField.MILLI_OF_SECOND);
      header.append('.').append(millis / 100).append(millis / 10 % 10).append(millis % 10);
    }
    header.append(' ');
    if (style.pid()) {
      header.append("(pid:").append(processId).append(") ");
    }
    if (style.category()) {
      header.append('(').append(level.category()).append(") ");
    }
    return header.toString();
  }

  private static Instant rounded(Instant now) {
    return now.plusNanos(HALF_A_MILLISECOND_IN_NANOS).truncatedTo(ChronoUnit.MILLIS);
  }

  private String textOfSecond(Instant time) {
    if (time.getEpochSecond() != second) {
      second = time.getEpochSecond();
      secondText =
          style.timestamps() ? Long.toString(second) : style.timeFormat().format(time.atZone(zone));
    }
    return secondText;
  }
}
