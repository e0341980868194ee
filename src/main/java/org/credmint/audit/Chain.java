package org.credmint.audit;

import java.io.ByteArrayOutputStream;

/** Lines being chained to those that are written, for one write. */
final class Chain {
  private final LineHash hash = new LineHash();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private String head;

  /**
   * Begins behind a line.
   *
   * @param head the hash of the line before
   */
  Chain(String head) {
    this.head = head;
  }

  /** Ends a line that stands in the file without its end. */
  void endLine() {
    out.write('\n');
  }

  /** Adds a line of which all but the hash is there. */
  void add(byte[] begun) {
    byte[] line = LineWriter.complete(begun, head);
    out.writeBytes(line);
    out.write('\n');
    head = hash.of(line, 0, line.length);
  }

  byte[] bytes() {
    return out.toByteArray();
  }

  /** The hash of the last line. */
  String head() {
    return head;
  }
}
