// SPDX-License-Identifier: Apache-2.0
package org.credmint.audit.line;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** A line of the audit log for people: {@code time act name=value …}, in printable ASCII. */
public final class LineText {
  private static final DateTimeFormatter MILLISECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSXXX", Locale.ROOT);

  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssXXX", Locale.ROOT);

  private final StringBuilder out = new StringBuilder();

  private final ZoneId zone;

  private LineText(ZoneId zone) {
    this.zone = zone;
  }

  /**
   * The text of a line; what is not a plain word stands in quotes, with JSON's escapes.
   *
   * @param zone how times are shown; {@link ZoneOffset#UTC} as they stand in the file
   */
  public static String of(AuditLine line, ZoneId zone) {
    return new LineText(zone).write(line);
  }

  private String write(AuditLine line) {
    AuditEntry.Claims claims = line.claims();
    out.append(MILLISECONDS.format(line.time().atZone(zone))).append(' ').append(word(line.act()));
    put("provider", line.provider());
    put("user", line.user());
    put("job", line.job());
    put("kid", claims.keyId());
    put("jti", claims.tokenId());
    put("sub", claims.subject());
    put("aud", String.join(" ", claims.audiences()));
    put("scope", claims.scope());
    put("iat", shown(claims.issuedAt()));
    put("exp", shown(claims.expiresAt()));
    put("count", line.count() == 0 ? "" : Long.toString(line.count()));
    put("rule", line.rule());
    put("outcome", line.outcome());
    return out.toString();
  }

  private void put(String name, String value) {
    if (!value.isEmpty()) {
      out.append(' ').append(name).append('=').append(word(value));
    }
  }

  private String shown(Optional<Instant> seconds) {
    return seconds.map(time -> SECONDS.format(time.atZone(zone))).orElse("");
  }

  private static String word(String value) {
    boolean isPlain = value.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '"' && c != '\\');
    return isPlain ? value : JsonLine.quoted(value);
  }
}
