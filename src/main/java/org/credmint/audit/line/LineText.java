// SPDX-License-Identifier: Apache-2.0
package org.credmint.audit.line;

import java.time.Instant;
import java.util.Optional;

/** A line of the audit log for people: {@code time act name=value …}, in printable ASCII. */
public final class LineText {
  private final StringBuilder out = new StringBuilder();

  private LineText() {}

  /** The text of a line; what is not a plain word stands in quotes, with JSON's escapes. */
  public static String of(AuditLine line) {
    return new LineText().write(line);
  }

  private String write(AuditLine line) {
    AuditEntry.Claims claims = line.claims();
    out.append(LineWriter.shown(line.time())).append(' ').append(word(line.act()));
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

  private static String shown(Optional<Instant> seconds) {
    return seconds.map(Instant::toString).orElse("");
  }

  private static String word(String value) {
    boolean isPlain = value.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '"' && c != '\\');
    return isPlain ? value : JsonLine.quoted(value);
  }
}
