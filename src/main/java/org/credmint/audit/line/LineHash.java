// SPDX-License-Identifier: Apache-2.0
package org.credmint.audit.line;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 in lower-case hexadecimal digits, of one thing after the other. For one thread. */
public final class LineHash {
  /** What the first line of an audit log names as the line before it. */
  public static final String NONE = "0".repeat(64);

  private final MessageDigest digest;

  public LineHash() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** The hash of a part of an array. */
  public String of(byte[] bytes, int from, int to) {
    add(bytes, from, to);
    return end();
  }

  /** Adds a part of an array to what is hashed. */
  public void add(byte[] bytes, int from, int to) {
    digest.update(bytes, from, to - from);
  }

  /** Adds an earlier hash, as the text that stands in a line. */
  public void add(String hash) {
    digest.update(hash.getBytes(StandardCharsets.US_ASCII));
  }

  /** The hash of all that was added since the last end. */
  public String end() {
    return HexFormat.of().formatHex(digest.digest());
  }

  static boolean isHash(String text) {
    return text.length() == NONE.length()
        && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
  }
}
