// SPDX-License-Identifier: Apache-2.0
package org.credmint.audit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;

/**
 * Lines that are not on the disk yet, in their order. Where the disk takes none for long, those
 * that came first stay and the others are counted.
 */
final class Backlog {
  private static final int MOST_LINES = 50_000;

  /** Of lines that hostile values have made long, far fewer are kept. */
  private static final long MOST_BYTES = 32L << 20;

  private final Deque<byte[]> lines = new ArrayDeque<>();
  private long bytes;
  private long dropped;

  /** Takes all; but where some are lost, those that come behind them are too. */
  void add(Collection<byte[]> more) {
    if (dropped > 0) {
      dropped += more.size();
      return;
    }
    for (byte[] line : more) {
      lines.add(line);
      bytes += line.length;
    }
  }

  /** Drops what is too much to be kept for long. */
  void trim() {
    while (lines.size() > MOST_LINES || bytes > MOST_BYTES) {
      bytes -= lines.removeLast().length;
      dropped++;
    }
  }

  boolean isEmpty() {
    return lines.isEmpty() && dropped == 0;
  }

  int size() {
    return lines.size();
  }

  /** How many lines are lost that belong behind the last one. */
  long dropped() {
    return dropped;
  }

  /** The first lines, as many as have this size together, and one at least. */
  List<byte[]> first(int mostBytes) {
    List<byte[]> first = new ArrayList<>();
    long sum = 0;
    for (byte[] line : lines) {
      sum += line.length;
      if (sum > mostBytes && !first.isEmpty()) {
        break;
      }
      first.add(line);
    }
    return first;
  }

  /** The first lines are on the disk; where they were the last, so is the number of lost ones. */
  void remove(int count) {
    for (int i = 0; i < count; i++) {
      bytes -= lines.remove().length;
    }
    if (lines.isEmpty()) {
      dropped = 0;
    }
  }
}
