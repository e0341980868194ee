// SPDX-License-Identifier: Apache-2.0
package org.credmint.htcondor.log;

import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A format of C's {@code strftime} as it comes out in the C locale: {@code DEBUG_TIME_FORMAT}. */
final class TimeFormat {

  /** Conversions that stand for others. */
  private static final Map<Character, String> COMPOUND =
      Map.ofEntries(
          Map.entry('c', "%a %b %e %H:%M:%S %Y"),
          Map.entry('D', "%m/%d/%y"),
          Map.entry('F', "%Y-%m-%d"),
          Map.entry('h', "%b"),
          Map.entry('r', "%I:%M:%S %p"),
          Map.entry('R', "%H:%M"),
          Map.entry('T', "%H:%M:%S"),
          Map.entry('x', "%m/%d/%y"),
          Map.entry('X', "%H:%M:%S"));

  /** Conversions and what they are called in Java. */
  private static final Map<Character, String> SIMPLE =
      Map.ofEntries(
          Map.entry('a', "EEE"),
          Map.entry('A', "EEEE"),
          Map.entry('b', "MMM"),
          Map.entry('B', "MMMM"),
          Map.entry('d', "dd"),
          Map.entry('e', "ppd"),
          Map.entry('H', "HH"),
          Map.entry('I', "hh"),
          Map.entry('j', "DDD"),
          Map.entry('k', "ppH"),
          Map.entry('l', "pph"),
          Map.entry('m', "MM"),
          Map.entry('M', "mm"),
          Map.entry('p', "a"),
          Map.entry('S', "ss"),
          Map.entry('y', "uu"),
          Map.entry('Y', "uuuu"),
          Map.entry('z', "xx"),
          Map.entry('Z', "zzz"));

  /** HTCondor's own. Made from the tables above, and so after them. */
  static final TimeFormat DEFAULT = parse("%m/%d/%y %H:%M:%S").orElseThrow();

  private final List<Function<ZonedDateTime, String>> parts;

  private TimeFormat(List<Function<ZonedDateTime, String>> parts) {
    this.parts = parts;
  }

  /**
   * Reads a format.
   *
   * @return empty where it has a conversion that is not known here
   */
  static Optional<TimeFormat> parse(String text) {
    List<Function<ZonedDateTime, String>> parts = new ArrayList<>();
    return addAll(text, parts) ? Optional.of(new TimeFormat(parts)) : Optional.empty();
  }

  private static boolean addAll(String text, List<Function<ZonedDateTime, String>> parts) {
    int at = 0;
    while (at < text.length()) {
      int percent = text.indexOf('%', at);
      int end = percent < 0 ? text.length() : percent;
      String literal = text.substring(at, end);
      parts.add(time -> literal);
      if (end == text.length()) {
        return true;
      }
      if (end + 1 == text.length() || !add(text.charAt(end + 1), parts)) {
        return false;
      }
      at = end + 2;
    }
    return true;
  }

  private static boolean add(char conversion, List<Function<ZonedDateTime, String>> parts) {
    String compound = COMPOUND.get(conversion);
    if (compound != null) {
      return addAll(compound, parts);
    }
    String pattern = SIMPLE.get(conversion);
    if (pattern != null) {
      parts.add(DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH)::format);
      return true;
    }
    return switch (conversion) {
      case '%' -> parts.add(time -> "%");
      case 's' -> parts.add(time -> Long.toString(time.toEpochSecond()));
      case 'u' -> parts.add(time -> Integer.toString(time.getDayOfWeek().getValue()));
      case 'w' -> parts.add(time -> Integer.toString(time.getDayOfWeek().getValue() % 7));
      default -> false;
    };
  }

  /** The time as text. */
  String format(ZonedDateTime time) {
    return parts.stream().map(part -> part.apply(time)).collect(Collectors.joining());
  }
}
