package org.credmint.issue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import org.credmint.json.NotReadable;

/** A signed token in compact form (RFC 7515 section 7.1) where it lies in a file's bytes. */
final class CompactToken {
  private final byte[] bytes;
  private final int from;
  private final int dot1;
  private final int dot2;
  private final int end;
  private final boolean isJson;

  private CompactToken(byte[] bytes, int from, int dot1, int dot2, int end, boolean isJson) {
    this.bytes = bytes;
    this.from = from;
    this.dot1 = dot1;
    this.dot2 = dot2;
    this.end = end;
    this.isJson = isJson;
  }

  /**
   * Finds the three parts of a token.
   *
   * @param isJson whether it stands in a JSON object
   */
  static CompactToken of(byte[] bytes, int from, int end, boolean isJson) throws NotReadable {
    int dot1 = indexOf(bytes, '.', from, end);
    int dot2 = indexOf(bytes, '.', dot1 + 1, end);
    if (dot2 >= end || indexOf(bytes, '.', dot2 + 1, end) < end) {
      throw new NotReadable("the token does not have the three parts of a signed token");
    }
    return new CompactToken(bytes, from, dot1, dot2, end, isJson);
  }

  byte[] header() throws NotReadable {
    return decode(from, dot1, "header");
  }

  byte[] claims() throws NotReadable {
    return decode(dot1 + 1, dot2, "claims");
  }

  byte[] signature() throws NotReadable {
    return decode(dot2 + 1, end, "signature");
  }

  /** What the signature is of (RFC 7515 section 5.2 step 8). */
  byte[] signedPart() {
    return Arrays.copyOfRange(bytes, from, dot2);
  }

  boolean isJson() {
    return isJson;
  }

  /** The first place of a byte; the end where there is none. */
  static int indexOf(byte[] bytes, int wanted, int from, int end) {
    for (int i = from; i < end; i++) {
      if (bytes[i] == wanted) {
        return i;
      }
    }
    return end;
  }

  /** Base64url without padding (RFC 7515 section 2). */
  private byte[] decode(int first, int last, String part) throws NotReadable {
    if (first < last && bytes[last - 1] != '=') {
      try {
        return Base64.getUrlDecoder().decode(ByteBuffer.wrap(bytes, first, last - first)).array();
      } catch (IllegalArgumentException e) {
        // told below
      }
    }
    throw new NotReadable("the token's " + part + " is not base64url");
  }
}
