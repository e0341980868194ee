package org.credmint.audit;

import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;

/** Lines being chained to those that are written, for one write. */
final class Chain {
  private final LineHash hash;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private String head;

  /**
   * Begins behind a line.
   *
   * @param head the hash of the line before
   * @param sha256 computes the hashes
   */
  Chain(String head, MessageDigest sha256) {
    this.hash = new LineHash(sha256);
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
