// SPDX-License-Identifier: Apache-2.0
package org.credmint.audit.line;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Reads a file of any size line by line in bounded memory, and hashes each line. */
public final class AuditLineReader {
  /** No line of ours is longer; the content of a longer one is not kept. */
  public static final int MAX_BYTES = 1 << 20;

  private static final int BUFFER_BYTES = 1 << 16;

  private final InputStream in;
  private final LineHash hash = new LineHash();
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private final ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
  private int at;
  private int filled;

  public AuditLineReader(InputStream in) {
    this.in = in;
  }

  /**
   * A line as it stands in the file.
   *
   * @param bytes its bytes without the end; empty where it is too long
   * @param isTooLong whether it has more than {@link #MAX_BYTES}
   * @param hash its SHA-256
   * @param isEnded whether a line end follows
   */
  @SuppressWarnings("ArrayRecordComponent") // a carrier: never compared
  public record RawLine(byte[] bytes, boolean isTooLong, String hash, boolean isEnded) {}

  /** The next line; empty at the end of the file. */
  public Optional<RawLine> next() throws IOException {
    line.reset();
    long length = 0;
    while (true) {
      if (at == filled && !fill()) {
        return length == 0 ? Optional.empty() : Optional.of(take(length, false));
      }
      int end = at;
      while (end < filled && buffer[end] != '\n') {
        end++;
      }
      length += end - at;
      keep(end, length);
      boolean isEnded = end < filled;
      at = isEnded ? end + 1 : end;
      if (isEnded) {
        return Optional.of(take(length, true));
      }
    }
  }

  private boolean fill() throws IOException {
    at = 0;
    filled = Math.max(0, in.read(buffer, 0, buffer.length));
    return filled > 0;
  }

  private void keep(int end, long length) {
    hash.add(buffer, at, end);
    if (length <= MAX_BYTES) {
      line.write(buffer, at, end - at);
    }
  }

  private RawLine take(long length, boolean isEnded) {
    boolean isTooLong = length > MAX_BYTES;
    return new RawLine(
        isTooLong ? new byte[0] : line.toByteArray(), isTooLong, hash.end(), isEnded);
  }
}
