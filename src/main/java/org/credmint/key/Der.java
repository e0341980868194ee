package org.credmint.key;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * Reads the few DER forms (X.690) that private keys are made of, one element after the other.
 *
 * <p>It looks at the bytes where they lie and copies only what is asked for.
 */
final class Der {
  static final int INTEGER = 0x02;
  static final int BIT_STRING = 0x03;
  static final int OCTET_STRING = 0x04;
  static final int OBJECT_ID = 0x06;
  static final int SEQUENCE = 0x30;
  private static final int CONTEXT = 0xa0;
  private static final int MAX_LENGTH_BYTES = 3;

  private final byte[] bytes;
  private final int end;
  private int at;

  Der(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  private Der(byte[] bytes, int from, int end) {
    this.bytes = bytes;
    this.at = from;
    this.end = end;
  }

  /** The tag of an element that the outer structure numbers, such as {@code [0]}. */
  static int context(int number) {
    return CONTEXT | number;
  }

  /** Whether the next element has this tag; false at the end. */
  boolean next(int tag) {
    return at < end && (bytes[at] & 0xff) == tag;
  }

  /** Steps over the next element and returns a reader of its content. */
  Der enter(int tag) throws UnusableKey {
    if (!next(tag)) {
      throw damaged();
    }
    at++;
    int length = length();
    if (length > end - at) {
      throw damaged();
    }
    Der content = new Der(bytes, at, at + length);
    at += length;
    return content;
  }

  /** A number that is not negative. */
  BigInteger integer() throws UnusableKey {
    Der content = enter(INTEGER);
    if (content.isEmpty() || bytes[content.at] < 0) {
      throw damaged();
    }
    return content.unsigned();
  }

  /** An object identifier as the hexadecimal digits of its encoding. */
  String objectId() throws UnusableKey {
    Der content = enter(OBJECT_ID);
    StringBuilder hex = new StringBuilder();
    for (int i = content.at; i < content.end; i++) {
      hex.append(Character.forDigit(bytes[i] >> 4 & 0xf, 16));
      hex.append(Character.forDigit(bytes[i] & 0xf, 16));
    }
    return hex.toString();
  }

  /** The content of a bit string of whole bytes. */
  byte[] bits() throws UnusableKey {
    Der content = enter(BIT_STRING);
    if (content.isEmpty() || bytes[content.at] != 0) {
      throw damaged();
    }
    return Arrays.copyOfRange(bytes, content.at + 1, content.end);
  }

  /** All that is left, as one number. */
  BigInteger unsigned() {
    return new BigInteger(1, bytes, at, end - at);
  }

  /** Whether nothing is left. */
  boolean isEmpty() {
    return at == end;
  }

  /** Checks that nothing is left. */
  void end() throws UnusableKey {
    if (!isEmpty()) {
      throw damaged();
    }
  }

  private int length() throws UnusableKey {
    if (isEmpty()) {
      throw damaged();
    }
    int first = bytes[at++] & 0xff;
    if (first < 0x80) {
      return first;
    }
    int count = first & 0x7f;
    if (count == 0 || count > MAX_LENGTH_BYTES || count > end - at) {
      throw damaged();
    }
    int length = 0;
    for (int i = 0; i < count; i++) {
      length = (length << 8) | (bytes[at++] & 0xff);
    }
    return length;
  }

  static UnusableKey damaged() {
    return new UnusableKey(
        "is damaged: its content does not match its BEGIN line",
        "copy the whole file again from its source");
  }
}
