// SPDX-License-Identifier: Apache-2.0
package org.credmint.credential;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Writes a foreign value so that it stays within one segment of a scope's path (WLCG Common JWT
 * Profile 1.3, section 2.2.1; RFC 3986, sections 2.1 and 3.3).
 */
public final class PathSegment {
  /** A file name has at most 255 bytes; no attribute that is meant to be one has more than this. */
  private static final int LONGEST_BYTES = 1024;

  private static final HexFormat CAPITALS = HexFormat.of().withUpperCase();

  private PathSegment() {}

  /**
   * The value with each character that a segment cannot hold percent-encoded, as UTF-8 and in
   * capital digits. Nothing is repaired: what one reader could take for another path is an error.
   *
   * @throws InvalidSegmentException where it is empty, {@code .} or {@code ..}, above 1,024 bytes,
   *     or holds a slash, a backslash, a percent sign, a control character or half of a surrogate
   *     pair
   */
  public static String encode(String value) throws InvalidSegmentException {
    refuseIfUnsafe(value);
    if (Scope.fitsIntoSegment(value)) {
      return value;
    }
    ByteBuffer bytes = utf8(value);
    StringBuilder encoded = new StringBuilder(bytes.remaining() * 3);
    while (bytes.hasRemaining()) {
      byte b = bytes.get();
      if (b > 0 && Scope.isOfSegment((char) b)) {
        encoded.append((char) b);
      } else {
        CAPITALS.toHexDigits(encoded.append('%'), b);
      }
    }
    return encoded.toString();
  }

  private static void refuseIfUnsafe(String value) throws InvalidSegmentException {
    if (value.isEmpty()) {
      throw new InvalidSegmentException("is empty");
    }
    if (value.equals(".") || value.equals("..")) {
      throw new InvalidSegmentException("is a relative path");
    }
    if (value.length() > LONGEST_BYTES) {
      throw tooLong();
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '/' || c == '\\' || c == '%') {
        throw new InvalidSegmentException("contains a '" + c + "'");
      }
      if (Character.isISOControl(c)) {
        throw new InvalidSegmentException("contains a control character");
      }
    }
  }

  private static ByteBuffer utf8(String value) throws InvalidSegmentException {
    ByteBuffer bytes;
    try {
      bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(value));
    } catch (CharacterCodingException e) {
      throw new InvalidSegmentException("contains an incomplete character");
    }
    if (bytes.remaining() > LONGEST_BYTES) {
      throw tooLong();
    }
    return bytes;
  }

  private static InvalidSegmentException tooLong() {
    return new InvalidSegmentException("has more than " + LONGEST_BYTES + " bytes");
  }
}
