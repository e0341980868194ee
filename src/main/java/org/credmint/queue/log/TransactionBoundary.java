// SPDX-License-Identifier: Apache-2.0
package org.credmint.queue.log;

import org.credmint.os.file.TailFile;
import org.credmint.os.libc.PosixException;

/**
 * Finds how far a log may be applied: to the end of its last whole line, or, where a transaction is
 * not finished there, to where that begins. The file is searched backwards from its end, and no
 * part of it more than twice, so that nothing has to be applied and taken back.
 */
final class TransactionBoundary {
  private static final long NONE = -1;

  /** {@code 105 }: what tells a marker, with the end of the line before it. */
  private static final int MARKER = 4;

  private final TailFile file;
  private final byte[] buffer;

  /** Beyond the last line end before this place there is none. */
  private long searched;

  private long lineEnd;
  private long unfinished = NONE;
  private long begin;
  private boolean ended;

  TransactionBoundary(TailFile file, byte[] buffer) {
    this.file = file;
    this.buffer = buffer;
  }

  /** How much of the file has been looked at, in bytes. */
  long searched() {
    return searched;
  }

  /**
   * Looks at what was added.
   *
   * @param size the file's, in bytes; no less than before
   * @return how far the file may be applied; always the beginning of a line
   */
  long advance(long size) throws PosixException {
    long fresh = lastLineEnd(searched, size);
    if (fresh != NONE) {
      findMarkers(lineEnd, fresh);
      lineEnd = fresh;
    }
    searched = size;
    return unfinished == NONE ? lineEnd : unfinished;
  }

  private long lastLineEnd(long from, long to) throws PosixException {
    long end = to;
    while (end > from) {
      long start = Math.max(from, end - buffer.length);
      int count = fill(start, (int) (end - start));
      int last = LineEnds.last(buffer, 0, count);
      if (last >= 0) {
        return start + last + 1;
      }
      end = start;
    }
    return NONE;
  }

  /** Looks at the lines that begin in a range, from the last to the first. */
  private void findMarkers(long from, long to) throws PosixException {
    begin = NONE;
    ended = false;
    long end = to;
    while (end > from && !ended) {
      long start = Math.max(from, end - (buffer.length - MARKER));
      int count = fill(start, (int) (Math.min(end + MARKER, to) - start));
      lookBackwards(start, (int) (end - start), count, start == from);
      end = start;
    }
    if (ended || unfinished == NONE) {
      unfinished = begin;
    }
  }

  /** Of the block's first bytes, only the first range's are known to begin a line. */
  private void lookBackwards(long start, int length, int count, boolean first) {
    int at = LineEnds.last(buffer, 0, length);
    while (at >= 0 && !ended) {
      look(start, at + 1, count);
      at = LineEnds.last(buffer, 0, at);
    }
    if (first && !ended) {
      look(start, 0, count);
    }
  }

  private void look(long start, int at, int count) {
    if (at + 3 < count
        && buffer[at] == '1'
        && buffer[at + 1] == '0'
        && (buffer[at + 3] == ' ' || buffer[at + 3] == '\n')) {
      if (buffer[at + 2] == '5') {
        begin = start + at;
      }
      ended = buffer[at + 2] == '6';
    }
  }

  /** Reads a range in full, or as much of it as there still is. */
  private int fill(long start, int count) throws PosixException {
    return JobQueueLogFile.fill(file, start, buffer, count);
  }
}
