// SPDX-License-Identifier: Apache-2.0
package org.credmint.htcondor.log;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When a log is rotated: {@code MAX_<NAME>_LOG}, and knobs of ours in that form.
 *
 * @param amount bytes or seconds; 0 for never
 * @param isAge whether the amount is an age
 */
public record LogLimit(long amount, boolean isAge) {

  /** Of {@code MAX_DEFAULT_LOG}. */
  static final LogLimit DEFAULT = new LogLimit(10L << 20, false);

  private static final Pattern TEXT = Pattern.compile("([+]?[0-9]{1,18})\\s*([A-Za-z]*)");

  /** Its letter's case tells a bare {@code m} (minutes) from {@code M} (megabytes). */
  private static final String MINUTE = "m";

  /**
   * Reads a limit as HTCondor does ({@code dprintf_config.cpp}): a number and perhaps a unit, of
   * which the first letters count. {@code b k m g t} stand for bytes and their multiples by 1024,
   * {@code s min h d w} for times; a lower-case {@code m} alone is minutes.
   *
   * @return empty for anything else, also for units that HTCondor takes without a word as bytes
   */
  public static Optional<LogLimit> parse(String text) {
    Matcher matcher = TEXT.matcher(text.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long number = Long.parseLong(matcher.group(1));
    return unit(matcher.group(2)).map(unit -> unit.times(number));
  }

  /** One of a unit. */
  private static Optional<LogLimit> unit(String text) {
    String unit = text.toLowerCase(Locale.ROOT);
    if (unit.startsWith("m")) {
      return megabytesOrMinutes(text, unit);
    }
    return switch (unit.isEmpty() ? 'b' : unit.charAt(0)) {
      case 'b' -> bytes(0);
      case 'k' -> bytes(10);
      case 'g' -> bytes(30);
      case 't' -> bytes(40);
      case 's' -> seconds(1);
      case 'h' -> seconds(3600);
      case 'd' -> seconds(24 * 3600);
      case 'w' -> seconds(7 * 24 * 3600);
      default -> Optional.empty();
    };
  }

  private static Optional<LogLimit> megabytesOrMinutes(String text, String unit) {
    if (text.equals(MINUTE) || (unit.startsWith("mi") && !unit.startsWith("mib"))) {
      return seconds(60);
    }
    return unit.equals("m") || unit.startsWith("mb") || unit.startsWith("mib")
        ? bytes(20)
        : Optional.empty();
  }

  private static Optional<LogLimit> bytes(int shift) {
    return Optional.of(new LogLimit(1L << shift, false));
  }

  private static Optional<LogLimit> seconds(long seconds) {
    return Optional.of(new LogLimit(seconds, true));
  }

  private LogLimit times(long number) {
    boolean tooLarge = number > Long.MAX_VALUE / amount;
    return new LogLimit(tooLarge ? Long.MAX_VALUE : number * amount, isAge);
  }

  /** Whether a log of this size or age is due. */
  boolean isReachedBy(long length) {
    return amount > 0 && length >= amount;
  }
}
