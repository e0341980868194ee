package org.credmint.json;

import java.nio.charset.StandardCharsets;

/** The numbers of JSON (RFC 8259 section 6). */
final class JsonNumber {
  private static final int MAX_EXACT_DIGITS = 15;

  private JsonNumber() {}

  static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  /** The place behind the number that starts at a place. */
  static int endOf(byte[] bytes, int from, int end) throws NotReadable {
    int first = skip(bytes, from, end, "-");
    int at = digits(bytes, first, end);
    if (bytes[first] == '0' && at > first + 1) {
      throw JsonReader.broken();
    }
    if (skip(bytes, at, end, ".") > at) {
      at = digits(bytes, at + 1, end);
    }
    if (skip(bytes, at, end, "eE") > at) {
      at = digits(bytes, skip(bytes, at + 1, end, "+-"), end);
    }
    return at;
  }

  /** The value, exact up to 15 digits; infinite where it is too large for a double. */
  static double valueOf(byte[] bytes, int from, int to) {
    if (to - from <= MAX_EXACT_DIGITS) {
      long value = 0;
      int at = from;
      while (at < to && isDigit(bytes[at])) {
        value = 10 * value + (bytes[at++] - '0');
      }
      if (at == to) {
        return value;
      }
    }
    return Double.parseDouble(new String(bytes, from, to - from, StandardCharsets.ISO_8859_1));
  }

  /** Behind one of these characters, or the same place where none of them stands there. */
  private static int skip(byte[] bytes, int at, int end, String characters) {
    return at < end && characters.indexOf(bytes[at]) >= 0 ? at + 1 : at;
  }

  private static int digits(byte[] bytes, int from, int end) throws NotReadable {
    int at = from;
    while (at < end && isDigit(bytes[at])) {
      at++;
    }
    if (at == from) {
      throw JsonReader.broken();
    }
    return at;
  }
}
