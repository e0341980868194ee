// SPDX-License-Identifier: Apache-2.0
package org.credmint.queue.index;

import java.util.ArrayList;
import java.util.List;

/** What was skipped in one look at the log: the first few, and how many there were. */
public final class SkippedRecords {
  private static final int MOST_TOLD = 5;

  private final List<String> first = new ArrayList<>();
  private long count;
  private long foreign;

  /** Counts a line that is not a record at all. */
  void addForeign(long line, long offset, String what) {
    foreign++;
    add(line, offset, what);
  }

  /**
   * Counts one more line.
   *
   * @param line its number in the file, from 1
   * @param offset where it begins, in bytes
   * @param what it is, without any of its content
   */
  void add(long line, long offset, String what) {
    count++;
    if (first.size() < MOST_TOLD) {
      first.add("line %d at byte %d %s; skipped".formatted(line, offset, what));
    }
  }

  /** How many lines were no records at all. */
  public long foreign() {
    return foreign;
  }

  /** What was skipped, in words: the first few, and how many more. */
  public List<String> told() {
    List<String> told = new ArrayList<>(first);
    if (count > first.size()) {
      told.add("%d more such lines skipped".formatted(count - first.size()));
    }
    return told;
  }
}
