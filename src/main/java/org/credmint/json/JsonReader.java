package org.credmint.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads JSON text (RFC 8259) where it lies, one value after the other, without making a tree of it.
 *
 * <p>Whatever the bytes are it ends, within 16 levels of nesting, with a value or with {@link
 * NotReadable}; no reason holds anything of the text. Bytes that are not UTF-8 are read as U+FFFD.
 */
public final class JsonReader {
  private static final int MAX_DEPTH = 16;

  /** Stands for a value that was read whole; every other mark is the character itself. */
  private static final char VALUE = 'v';

  private final byte[] bytes;
  private final int end;
  private int at;
  private int depth;
  private char last = VALUE;

  /** Reads all of an array, which nobody may change meanwhile. */
  public JsonReader(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  /**
   * Reads a part of an array, which nobody may change meanwhile.
   *
   * @param from the first byte
   * @param end behind the last one
   */
  public JsonReader(byte[] bytes, int from, int end) {
    this.bytes = bytes;
    this.at = from;
    this.end = end;
  }

  /** Steps into an object; {@link #nextMember} must follow. */
  public void beginObject() throws NotReadable {
    begin('{');
  }

  /** Steps into an array; {@link #nextElement} must follow. */
  public void beginArray() throws NotReadable {
    begin('[');
  }

  /**
   * Steps to the next member's value, or out of the object.
   *
   * @return false at the object's end
   */
  public boolean nextMember() throws NotReadable {
    return nextInside('{', '}');
  }

  /** The name of the member that {@link #nextMember} stepped to; its value must be read next. */
  public String name() throws NotReadable {
    String name = string();
    if (peek() != ':') {
      throw broken();
    }
    at++;
    return name;
  }

  /**
   * Steps to the next element, or out of the array.
   *
   * @return false at the array's end
   */
  public boolean nextElement() throws NotReadable {
    return nextInside('[', ']');
  }

  /** Whether the next value is an array. */
  public boolean isArray() {
    return peek() == '[';
  }

  /** Whether the next value is an object. */
  public boolean isObject() {
    return peek() == '{';
  }

  /** Whether the next value is a string. */
  public boolean isString() {
    return peek() == '"';
  }

  /** Whether the next value is a number. */
  public boolean isNumber() {
    int c = peek();
    return c == '-' || JsonNumber.isDigit(c);
  }

  /** The string that stands next, without its escapes. */
  public String string() throws NotReadable {
    int from = stringStart();
    boolean plain = skipString();
    if (plain) {
      return new String(bytes, from, at - 1 - from, StandardCharsets.ISO_8859_1);
    }
    return new String(JsonEscapes.decode(bytes, from, at - 1), StandardCharsets.UTF_8);
  }

  /** The bytes of a string, never made into one. */
  public byte[] stringBytes() throws NotReadable {
    int from = stringStart();
    boolean plain = skipString();
    return plain
        ? Arrays.copyOfRange(bytes, from, at - 1)
        : JsonEscapes.decode(bytes, from, at - 1);
  }

  /** A number, exact up to 15 digits; infinite where it is too large for a double. */
  public double number() throws NotReadable {
    if (!isNumber()) {
      throw broken();
    }
    int from = at;
    skipNumber();
    return JsonNumber.valueOf(bytes, from, at);
  }

  /** Steps over a value of any kind. */
  public void skip() throws NotReadable {
    if (isString()) {
      stringStart();
      skipString();
    } else if (isObject()) {
      beginObject();
      while (nextMember()) {
        name();
        skip();
      }
    } else if (isArray()) {
      beginArray();
      while (nextElement()) {
        skip();
      }
    } else if (isNumber()) {
      skipNumber();
    } else {
      skipLiteral();
    }
  }

  /** Checks that nothing follows. */
  public void end() throws NotReadable {
    if (peek() != -1) {
      throw broken();
    }
  }

  private void begin(char bracket) throws NotReadable {
    if (peek() != bracket) {
      throw broken();
    }
    if (++depth > MAX_DEPTH) {
      throw new NotReadable("nested too deeply");
    }
    at++;
    last = bracket;
  }

  private boolean nextInside(char opening, char closing) throws NotReadable {
    int c = peek();
    if (c == closing) {
      at++;
      depth--;
      last = VALUE;
      return false;
    }
    if (last != opening) {
      if (c != ',') {
        throw broken();
      }
      at++;
      last = ',';
    }
    return true;
  }

  /** The next character that is no blank; −1 at the end. */
  private int peek() {
    while (at < end) {
      byte b = bytes[at];
      if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
        return b & 0xff;
      }
      at++;
    }
    return -1;
  }

  private int stringStart() throws NotReadable {
    if (peek() != '"') {
      throw broken();
    }
    at++;
    return at;
  }

  /** Steps behind the closing quote; true where the bytes between are the string's characters. */
  private boolean skipString() throws NotReadable {
    boolean plain = true;
    while (at < end) {
      byte b = bytes[at++];
      if (b == '"') {
        last = VALUE;
        return plain;
      }
      if (b == '\\') {
        plain = false;
        at++;
      } else if (b < ' ') {
        plain = false;
        if (b >= 0) {
          throw broken();
        }
      }
    }
    throw broken();
  }

  private void skipNumber() throws NotReadable {
    at = JsonNumber.endOf(bytes, at, end);
    last = VALUE;
  }

  private void skipLiteral() throws NotReadable {
    for (String literal : new String[] {"true", "false", "null"}) {
      if (end - at >= literal.length() && isAt(literal)) {
        at += literal.length();
        last = VALUE;
        return;
      }
    }
    throw broken();
  }

  private boolean isAt(String literal) {
    for (int i = 0; i < literal.length(); i++) {
      if (bytes[at + i] != literal.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  static NotReadable broken() {
    return new NotReadable("not valid JSON");
  }
}
