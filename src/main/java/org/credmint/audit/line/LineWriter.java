// SPDX-License-Identifier: Apache-2.0
package org.credmint.audit.line;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.credmint.secret.Redaction;

/**
 * Writes lines as JSON objects in printable ASCII, each without its end: {@link #complete} adds
 * what is known only when the line before is written. The order of members is fixed here and
 * nowhere else.
 *
 * <p>Whatever the values are, a line stays below half of {@link AuditLineReader#MAX_BYTES}: what is
 * longer than any token could carry is cut and ends in three dots.
 */
public final class LineWriter {
  /** What {@link #complete} and the line's end add. */
  public static final int END_BYTES = 76;

  private static final int MAX_NAME = 1024;
  private static final int MAX_AUDIENCES = 32;

  /** HTCondor's daemons take tokens of 16 KiB at most. */
  private static final int MAX_SCOPE = 32_768;

  private static final int MAX_WORDS = 2048;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private LineWriter() {}

  /**
   * A line of what happened to a credential.
   *
   * @param time as {@link #shown} has it, made once for all entries of a batch
   */
  public static byte[] entry(String time, AuditEntry entry) {
    JsonLine json = begin(time, entry.act().word());
    text(json, "provider", entry.provider());
    text(json, "user", entry.user());
    if (entry.job().isPresent()) {
      text(json, "job", entry.job().get().toString());
    }
    if (!entry.target().isEmpty()) {
      text(json, "target", entry.target());
    }
    claims(json, entry.claims(), entry.act().hasToken());
    boolean own = entry.act() == AuditEntry.Act.MINT || entry.act() == AuditEntry.Act.RENEWAL;
    words(json, "rule", entry.rule(), own);
    words(json, "outcome", entry.outcome(), own);
    return json.toBytes();
  }

  /** The first line of a file that follows another one. */
  public static byte[] continued(Instant time, String outcome) {
    return begin(shown(time), AuditLine.CONTINUED)
        .text("outcome", cut(outcome, MAX_WORDS))
        .toBytes();
  }

  /**
   * The line after others that a crash or a full disk left in pieces.
   *
   * @param last the hash of the last whole line
   * @param damaged the hash of what follows it
   * @param count how many lines are damaged
   */
  public static byte[] resumed(Instant time, String last, String damaged, long count) {
    return begin(shown(time), AuditLine.RESUMED)
        .text("outcome", "lines were not written completely, and may be repeated below")
        .text("last", last)
        .text("damaged", damaged)
        .number("count", count)
        .toBytes();
  }

  /**
   * The line in place of those that were lost while the log could not be written.
   *
   * @param count how many they were
   */
  public static byte[] gap(Instant time, long count) {
    return begin(shown(time), AuditLine.GAP)
        .text("outcome", "lines are missing here because they could not be written in time")
        .number("count", count)
        .toBytes();
  }

  /** What makes a line whole, but for its end. */
  public static byte[] complete(String previous) {
    return (",\"prev\":\"" + previous + "\"}").getBytes(StandardCharsets.US_ASCII);
  }

  /** The time as it stands in a line. */
  public static String shown(Instant time) {
    return TIME.format(time);
  }

  private static JsonLine begin(String time, String act) {
    return JsonLine.begin().text("time", time).text("act", act);
  }

  /** What was only asked for may hold anything, a token too; what was signed stands as it was. */
  private static void claims(JsonLine json, AuditEntry.Claims claims, boolean signed) {
    text(json, "kid", claims.keyId());
    text(json, "jti", claims.tokenId());
    text(json, "sub", cleaned(claims.subject(), MAX_NAME, signed));
    audiences(json, claims.audiences(), signed);
    String scope = cleaned(claims.scope(), MAX_SCOPE, signed);
    if (!scope.isEmpty()) {
      json.text("scope", scope);
    }
    seconds(json, "iat", claims.issuedAt());
    seconds(json, "exp", claims.expiresAt());
  }

  private static void audiences(JsonLine json, List<String> audiences, boolean signed) {
    if (!audiences.isEmpty()) {
      List<String> told = new ArrayList<>();
      for (int i = 0; i < Math.min(audiences.size(), MAX_AUDIENCES); i++) {
        told.add(cleaned(audiences.get(i), MAX_NAME, signed));
      }
      if (audiences.size() > MAX_AUDIENCES) {
        told.add("...");
      }
      json.texts("aud", told);
    }
  }

  private static void seconds(JsonLine json, String name, Optional<Instant> time) {
    if (time.isPresent()) {
      json.number(name, time.get().getEpochSecond());
    }
  }

  private static void text(JsonLine json, String name, String value) {
    if (!value.isEmpty()) {
      json.text(name, cut(value, MAX_NAME));
    }
  }

  /** What was issued is described in our own words and the configuration's; a refusal may quote. */
  private static void words(JsonLine json, String name, String value, boolean own) {
    if (!value.isEmpty()) {
      json.text(name, cleaned(value, MAX_WORDS, own));
    }
  }

  private static String cleaned(String value, int most, boolean signed) {
    return signed ? cut(value, most) : Redaction.clean(value, most);
  }

  private static String cut(String value, int most) {
    return value.length() <= most ? value : value.substring(0, most - 3) + "...";
  }
}
