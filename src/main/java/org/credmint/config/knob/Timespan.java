// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.knob;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A time as people write it, such as {@code 20m}, which no knob of HTCondor's takes.
 *
 * @param count how many
 * @param unit of this
 */
record Timespan(int count, Unit unit) {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,6})\\s*([A-Za-z]+)\\.?");

  /** A unit of time. */
  enum Unit {
    SECOND("second", "s|secs?|seconds?", ""),
    MINUTE("minute", "m|mins?|minutes?", "60"),
    HOUR("hour", "h|hrs?|hours?", "60 * 60"),
    DAY("day", "d|days?", "24 * 60 * 60"),
    WEEK("week", "w|weeks?", "7 * 24 * 60 * 60");

    private final String name;
    private final Pattern spellings;
    private final String seconds;

    Unit(String name, String spellings, String seconds) {
      this.name = name;
      this.spellings = Pattern.compile(spellings);
      this.seconds = seconds;
    }
  }

  /** Reads a number with a unit; empty for anything else. */
  static Optional<Timespan> parse(String text) {
    Matcher parts = FORM.matcher(text.strip());
    if (!parts.matches()) {
      return Optional.empty();
    }
    String written = parts.group(2).toLowerCase(Locale.ROOT);
    for (Unit unit : Unit.values()) {
      if (unit.spellings.matcher(written).matches()) {
        return Optional.of(new Timespan(Integer.parseInt(parts.group(1)), unit));
      }
    }
    return Optional.empty();
  }

  /** How a knob takes it: {@code 20 * 60 for 20 minutes}. */
  String asKnobValue() {
    String value = unit == Unit.SECOND ? String.valueOf(count) : count + " * " + unit.seconds;
    return value + " for " + count + " " + unit.name + (count == 1 ? "" : "s");
  }
}
