// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Times on the command line, in the forms of ISO 8601; UTC where they name no offset. */
final class TimestampParser {
  private static final List<Function<String, Instant>> FORMS =
      List.of(
          text -> OffsetDateTime.parse(text).toInstant(),
          text -> LocalDateTime.parse(text).toInstant(ZoneOffset.UTC),
          text -> LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC));

  private TimestampParser() {}

  /** The time that a text names; empty where it names none. */
  static Optional<Instant> parse(String text) {
    for (Function<String, Instant> form : FORMS) {
      try {
        return Optional.of(form.apply(text));
      } catch (DateTimeException e) {
        // perhaps the next form
      }
    }
    return Optional.empty();
  }
}
