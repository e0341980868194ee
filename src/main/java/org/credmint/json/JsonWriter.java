package org.credmint.json;

import java.util.Arrays;

/**
 * Writes JSON text (RFC 8259) as UTF-8 bytes into an array that is used again and again.
 *
 * <p>Member names are the caller's own and are not escaped; values may hold anything.
 */
public final class JsonWriter {
  private static final int FIRST_SIZE = 1024;
  private static final byte[] HEX = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };

  private byte[] bytes = new byte[FIRST_SIZE];
  private int length;

  /** A writer that holds nothing yet. */
  public JsonWriter() {}

  /** Forgets all but the first bytes. */
  public JsonWriter cutTo(int newLength) {
    length = newLength;
    return this;
  }

  /** How many bytes it holds. */
  public int length() {
    return length;
  }

  /** A copy of what it holds. */
  public byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  /** A character of the structure, such as a brace. */
  public JsonWriter mark(char c) {
    put(c);
    return this;
  }

  /** A member's name and its colon, with a comma where one is needed. */
  public JsonWriter name(String name) {
    comma();
    put('"');
    plain(name);
    put('"');
    put(':');
    return this;
  }

  /** A comma, unless this is the first thing in an object or an array. */
  public JsonWriter comma() {
    byte last = bytes[length - 1];
    if (last != '{' && last != '[') {
      put(',');
    }
    return this;
  }

  /** A whole number. */
  public JsonWriter number(long value) {
    plain(Long.toString(value));
    return this;
  }

  /** A text in quotes; what JSON or UTF-8 cannot hold as it is becomes an escape. */
  public JsonWriter text(String value) {
    if (isPlain(value)) {
      return quoted(value);
    }
    put('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < ' ') {
        escape(c);
      } else if (c < 0x80) {
        if (c == '"' || c == '\\') {
          put('\\');
        }
        put(c);
      } else if (Character.isSurrogate(c)) {
        escape(c); // a pair, or half of one, which UTF-8 does not have
      } else {
        utf8(c);
      }
    }
    put('"');
    return this;
  }

  /** A text in quotes of which all but printable ASCII is escaped, so that it stays on a line. */
  public JsonWriter asciiText(String value) {
    if (isPlain(value)) {
      return quoted(value);
    }
    put('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < ' ' || c >= 0x7f) {
        escape(c);
      } else {
        if (c == '"' || c == '\\') {
          put('\\');
        }
        put(c);
      }
    }
    put('"');
    return this;
  }

  /** Whether nothing in it needs an escape or more than a byte, as in most texts. */
  private static boolean isPlain(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < ' ' || c >= 0x7f || c == '"' || c == '\\') {
        return false;
      }
    }
    return true;
  }

  private JsonWriter quoted(String value) {
    put('"');
    plain(value);
    put('"');
    return this;
  }

  @SuppressWarnings("deprecation") // it is all ASCII, and this copies it once
  private void plain(String value) {
    int more = value.length();
    makeRoom(more);
    value.getBytes(0, more, bytes, length);
    length += more;
  }

  private void makeRoom(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * bytes.length + more);
    }
  }

  private void utf8(char c) {
    if (c < 0x800) {
      put(0xc0 | (c >> 6));
    } else {
      put(0xe0 | (c >> 12));
      put(0x80 | (c >> 6 & 0x3f));
    }
    put(0x80 | (c & 0x3f));
  }

  private void escape(char c) {
    put('\\');
    put('u');
    for (int shift = 12; shift >= 0; shift -= 4) {
      put(HEX[c >> shift & 0xf]);
    }
  }

  private void put(int b) {
    makeRoom(1);
    bytes[length++] = (byte) b;
  }
}
