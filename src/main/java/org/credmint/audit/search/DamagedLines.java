// SPDX-License-Identifier: Apache-2.0
package org.credmint.audit.search;

import java.nio.file.Path;
import org.credmint.audit.line.AuditLine;
import org.credmint.audit.line.LineHash;

/** Lines, one behind the other, that are none. */
final class DamagedLines {
  private final Path file;
  private final long line;
  private final boolean isFirst;
  private final LineHash hashes = new LineHash();
  private long count;

  /**
   * Begins at a line.
   *
   * @param isFirst whether no line before it was read, because the older file is gone
   */
  DamagedLines(Path file, long line, boolean isFirst) {
    this.file = file;
    this.line = line;
    this.isFirst = isFirst;
  }

  Path file() {
    return file;
  }

  long line() {
    return line;
  }

  void add(String hash) {
    hashes.add(hash);
    count++;
  }

  /**
   * Whether a line {@code resumed} tells of just these. Asked once.
   *
   * @param lastGood the hash of the last line before them that is one
   */
  boolean areThoseOf(AuditLine resumed, String lastGood) {
    return (isFirst || resumed.last().equals(lastGood))
        && resumed.count() == count
        && resumed.damaged().equals(hashes.end());
  }

  String text(boolean isExplained) {
    String what = count == 1 ? "is not a valid line" : count + " lines are not valid";
    return isExplained
        ? what + ": a crash or full disk cut the write short, as the next line 'resumed' records"
        : what + ", and no following line 'resumed' accounts for it";
  }
}
