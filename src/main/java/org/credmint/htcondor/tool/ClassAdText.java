// SPDX-License-Identifier: Apache-2.0
package org.credmint.htcondor.tool;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Text as a literal of the ClassAd language. */
final class ClassAdText {

  private static final String ESCAPES = "abfnrtv\\\"'?";
  private static final String ESCAPED = "\007\b\f\n\r\t\013\\\"'?";
  private static final int MOST_OCTAL_DIGITS = 3;

  private ClassAdText() {}

  /** The literal that stands for a printable ASCII text. */
  static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** The escape that stands for one byte. */
  static String octal(byte b) {
    int value = b & 0xff;
    return "\\" + (value >> 6) + (value >> 3 & 7) + (value & 7);
  }

  /**
   * The text that a literal stands for. HTCondor writes bytes that are not ASCII as octal escapes.
   *
   * @param literal one character for each byte
   * @return empty where it is no literal
   */
  static Optional<String> unquoted(String literal) {
    int last = literal.length() - 1;
    if (last < 1 || literal.charAt(0) != '"' || literal.charAt(last) != '"') {
      return Optional.empty();
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(last);
    int at = 1;
    while (at < last) {
      char c = literal.charAt(at);
      int length = c == '\\' ? escapeLength(literal, at) : 1;
      if (c == '"' || length == 0 || at + length > last) {
        return Optional.empty();
      }
      bytes.write(length == 1 ? c : unescaped(literal, at, length));
      at += length;
    }
    return Optional.of(bytes.toString(StandardCharsets.UTF_8));
  }

  /** Backslash included; 0 where the backslash begins no escape. */
  private static int escapeLength(String literal, int at) {
    int digits = 0;
    while (digits < MOST_OCTAL_DIGITS && isOctal(literal.charAt(at + 1 + digits))) {
      digits++;
    }
    if (digits > 0) {
      return 1 + digits;
    }
    return ESCAPES.indexOf(literal.charAt(at + 1)) >= 0 ? 2 : 0;
  }

  private static int unescaped(String literal, int at, int length) {
    String escape = literal.substring(at + 1, at + length);
    return isOctal(escape.charAt(0))
        ? Integer.parseInt(escape, 8)
        : ESCAPED.charAt(ESCAPES.indexOf(escape));
  }

  private static boolean isOctal(char c) {
    return c >= '0' && c <= '7';
  }
}
