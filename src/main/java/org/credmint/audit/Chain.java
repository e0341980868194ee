// SPDX-License-Identifier: Apache-2.0
package org.credmint.audit;

import java.util.Arrays;
import org.credmint.audit.line.LineHash;
import org.credmint.audit.line.LineWriter;

/** Lines being chained to those that are written, for one write. */
final class Chain {
  private static final byte[] LINE_END = {'\n'};

  private final LineHash hash;
  private byte[] bytes;
  private int length;
  private String head;

  /**
   * Begins behind a line.
   *
   * @param head the hash of the line before
   * @param size how many bytes will come, about
   */
  Chain(String head, int size) {
    this.bytes = new byte[size];
    this.hash = new LineHash();
    this.head = head;
  }

  /** Ends a line that stands in the file without its end. */
  void endLine() {
    put(LINE_END);
  }

  /** Adds a line of which all but the hash is there. */
  void add(byte[] begun) {
    int start = length;
    put(begun);
    put(LineWriter.complete(head));
    head = hash.of(bytes, start, length);
    put(LINE_END);
  }

  private void put(byte[] more) {
    if (length + more.length > bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * bytes.length + more.length);
    }
    System.arraycopy(more, 0, bytes, length, more.length);
    length += more.length;
  }

  byte[] bytes() {
    return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
  }

  /** The hash of the last line. */
  String head() {
    return head;
  }
}
