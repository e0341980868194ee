// SPDX-License-Identifier: Apache-2.0
package org.credmint.queue.job;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.credmint.credential.AttributeValue;

/**
 * Reads a value as the schedd writes it, in the old syntax of ClassAds: in a string a backslash is
 * itself, but for one before a quote, which makes the quote a part of the string unless it is the
 * last character of the line (HTCondor 25.14.1, seen in a live queue).
 */
public final class ClassAdLiteral {
  /** Longer values are not taken as text or number. */
  public static final int LONGEST = 64 * 1024;

  private static final int LONGEST_SHOWN = 200;
  private static final int MOST_DIGITS = 19;

  private ClassAdLiteral() {}

  /**
   * The value of an attribute.
   *
   * @param from where the text after the attribute's name and a blank begins
   * @param to where the line ends
   * @param longest a value of more bytes becomes a cut {@link AttributeValue.Other}
   */
  public static AttributeValue read(byte[] line, int from, int to, int longest) {
    int start = from;
    while (start < to && isBlank(line[start])) {
      start++;
    }
    if (to - start > longest || start == to) {
      return other(line, start, to);
    }
    if (line[start] == '"') {
      return text(line, start, to);
    }
    int end = to;
    while (isBlank(line[end - 1])) {
      end--;
    }
    return isNumber(line, start, end) ? number(line, start, end) : other(line, start, end);
  }

  private static AttributeValue text(byte[] line, int quote, int to) {
    ByteArrayOutputStream text = new ByteArrayOutputStream(to - quote);
    int at = quote + 1;
    while (at < to && line[at] != 0) {
      boolean escape = line[at] == '\\' && at + 2 < to && line[at + 1] == '"';
      if (line[at] == '"') {
        return isBlank(line, at + 1, to)
            ? new AttributeValue.Text(text.toString(StandardCharsets.UTF_8))
            : other(line, quote, to);
      }
      text.write(escape ? '"' : line[at]);
      at += escape ? 2 : 1;
    }
    return other(line, quote, to);
  }

  private static boolean isNumber(byte[] line, int from, int to) {
    int digits = line[from] == '-' ? from + 1 : from;
    if (digits == to || to - digits > MOST_DIGITS) {
      return false;
    }
    boolean octal = line[digits] == '0' && to - digits > 1;
    for (int i = digits; i < to; i++) {
      if (line[i] < '0' || line[i] > '9') {
        return false;
      }
    }
    return !octal;
  }

  private static AttributeValue number(byte[] line, int from, int to) {
    try {
      String digits = new String(line, from, to - from, StandardCharsets.US_ASCII);
      return new AttributeValue.Whole(Long.parseLong(digits));
    } catch (NumberFormatException e) {
      return other(line, from, to); // beyond 64 bits
    }
  }

  /**
   * A value that only HTCondor can evaluate, or that is not kept, as far as it is worth showing.
   */
  public static AttributeValue other(byte[] line, int from, int to) {
    boolean cut = to - from > LONGEST_SHOWN;
    int length = cut ? LONGEST_SHOWN : to - from;
    String shown = new String(line, from, length, StandardCharsets.UTF_8);
    return new AttributeValue.Other(cut ? shown + "…" : shown);
  }

  private static boolean isBlank(byte[] line, int from, int to) {
    int at = from;
    while (at < to && isBlank(line[at])) {
      at++;
    }
    return at == to;
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || (b >= '\t' && b <= '\r');
  }
}
