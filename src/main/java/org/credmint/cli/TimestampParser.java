// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Times on the command line: in the forms of ISO 8601, or as long ago as {@code 90m}, {@code 2h} or
 * {@code 3d} say.
 *
 * @param now what {@code now} means
 * @param zone where a time is meant that names no offset
 */
record TimestampParser(Instant now, ZoneId zone) {
  private static final Pattern AGO = Pattern.compile("([0-9]{1,6}) *([smhdw])(?: +ago)?");

  private static final Map<String, Duration> UNITS =
      Map.of(
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1),
          "w", Duration.ofDays(7));

  /** The time that a text names; empty where it names none. */
  Optional<Instant> parse(String text) {
    String word = text.strip().toLowerCase(Locale.ROOT);
    Matcher ago = AGO.matcher(word);
    if (ago.matches()) {
      Duration unit = UNITS.getOrDefault(ago.group(2), Duration.ZERO);
      return Optional.of(now.minus(unit.multipliedBy(Long.parseLong(ago.group(1)))));
    }
    return word.equals("now") ? Optional.of(now) : ofIso(text.strip().replace(' ', 'T'));
  }

  private Optional<Instant> ofIso(String text) {
    List<Function<String, Instant>> forms =
        List.of(
            one -> OffsetDateTime.parse(one).toInstant(),
            one -> LocalDateTime.parse(one).atZone(zone).toInstant(),
            one -> LocalDate.parse(one).atStartOfDay(zone).toInstant());
    for (Function<String, Instant> form : forms) {
      try {
        return Optional.of(form.apply(text));
      } catch (DateTimeException e) {
        // perhaps the next form
      }
    }
    return Optional.empty();
  }
}
