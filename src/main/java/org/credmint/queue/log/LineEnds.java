// SPDX-License-Identifier: Apache-2.0
package org.credmint.queue.log;

/** Finds line ends. */
final class LineEnds {
  private LineEnds() {}

  /** The first line end in a range, or -1. */
  static int next(byte[] bytes, int from, int to) {
    for (int at = from; at < to; at++) {
      if (bytes[at] == '\n') {
        return at;
      }
    }
    return -1;
  }

  /** The last line end in a range, or -1. */
  static int last(byte[] bytes, int from, int to) {
    for (int at = to - 1; at >= from; at--) {
      if (bytes[at] == '\n') {
        return at;
      }
    }
    return -1;
  }
}
