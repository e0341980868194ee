package org.credmint.json;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Undoes the escapes in a JSON string (RFC 8259 section 7). */
final class JsonEscapes {
  private static final int HEX_DIGITS = 4;
  private static final int ESCAPE_LENGTH = 2 + HEX_DIGITS;

  private final byte[] bytes;
  private final int to;
  private final ByteArrayOutputStream out;

  private JsonEscapes(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.to = to;
    this.out = new ByteArrayOutputStream(to - from);
  }

  /**
   * The bytes of a string in UTF-8.
   *
   * @param from behind the opening quote
   * @param to the closing quote
   */
  static byte[] decode(byte[] bytes, int from, int to) throws NotReadable {
    JsonEscapes escapes = new JsonEscapes(bytes, from, to);
    int at = from;
    while (at < to) {
      at = bytes[at] == '\\' ? escapes.decodeOne(at + 1) : escapes.copy(at);
    }
    return escapes.out.toByteArray();
  }

  private int copy(int at) {
    out.write(bytes[at]);
    return at + 1;
  }

  /** Writes what the escape means, and returns the place behind it. */
  private int decodeOne(int at) throws NotReadable {
    switch (bytes[at]) {
      case 'u' -> {
        return decodeUnicode(at + 1);
      }
      case '"', '\\', '/' -> out.write(bytes[at]);
      case 'b' -> out.write('\b');
      case 'f' -> out.write('\f');
      case 'n' -> out.write('\n');
      case 'r' -> out.write('\r');
      case 't' -> out.write('\t');
      default -> throw JsonReader.broken();
    }
    return at + 1;
  }

  /** One character, or two that are a pair; half a pair becomes a question mark. */
  private int decodeUnicode(int digits) throws NotReadable {
    char first = hex(digits);
    int behind = digits + HEX_DIGITS;
    String text = String.valueOf(first);
    boolean pairMayFollow = Character.isHighSurrogate(first) && behind + ESCAPE_LENGTH <= to;
    if (pairMayFollow && bytes[behind] == '\\' && bytes[behind + 1] == 'u') {
      char second = hex(behind + 2);
      if (Character.isLowSurrogate(second)) {
        text += second;
        behind += ESCAPE_LENGTH;
      }
    }
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    return behind;
  }

  private char hex(int from) throws NotReadable {
    if (from + HEX_DIGITS > to) {
      throw JsonReader.broken();
    }
    int value = 0;
    for (int i = from; i < from + HEX_DIGITS; i++) {
      int digit = bytes[i] < 0 ? -1 : Character.digit((char) bytes[i], 16);
      if (digit < 0) {
        throw JsonReader.broken();
      }
      value = (value << 4) | digit;
    }
    return (char) value;
  }
}
