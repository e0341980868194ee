// SPDX-License-Identifier: Apache-2.0
package org.credmint.audit.line;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How a file of the audit log ends. After a crash or on a full disk that is with a part of a line,
 * or with bytes that never were one.
 *
 * @param size of the file, in bytes
 * @param lastGood the hash of the last line that is one; empty where none was found
 * @param lastLine the hash of the last line, damaged or not; empty in an empty file
 * @param damagedLines how many lines follow the last good one, the part of one included
 * @param damaged the hash of their hashes
 * @param isOpen whether the last line has no end
 */
public record Tail(
    long size,
    Optional<String> lastGood,
    Optional<String> lastLine,
    int damagedLines,
    String damaged,
    boolean isOpen) {

  /**
   * Looks at the end of a file.
   *
   * @param end its last bytes
   * @param size of the file
   */
  public static Tail of(byte[] end, long size) {
    return of(end, size, linesIn(end, size == end.length));
  }

  private static Tail of(byte[] end, long size, List<int[]> lines) {
    LineHash hash = new LineHash();
    int good = lines.size() - 1;
    while (good >= 0 && !isLine(Arrays.copyOfRange(end, lines.get(good)[0], lines.get(good)[1]))) {
      good--;
    }
    List<int[]> damagedLines = lines.subList(good + 1, lines.size());
    LineHash all = new LineHash();
    damagedLines.forEach(line -> all.add(hash.of(end, line[0], line[1])));
    return new Tail(
        size,
        good < 0 ? Optional.empty() : hashOf(end, lines.subList(good, good + 1)),
        hashOf(end, lines),
        damagedLines.size(),
        all.end(),
        end.length > 0 && end[end.length - 1] != '\n');
  }

  /** Where each line begins and ends, but for the first where its beginning is not there. */
  private static List<int[]> linesIn(byte[] bytes, boolean fromBeginning) {
    List<int[]> lines = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        lines.add(new int[] {from, i});
        from = i + 1;
      }
    }
    if (from < bytes.length) {
      lines.add(new int[] {from, bytes.length});
    }
    return fromBeginning || lines.isEmpty() ? lines : lines.subList(1, lines.size());
  }

  private static Optional<String> hashOf(byte[] bytes, List<int[]> lines) {
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    int[] last = lines.get(lines.size() - 1);
    return Optional.of(new LineHash().of(bytes, last[0], last[1]));
  }

  /** Whether these bytes are a line, whatever it says. */
  static boolean isLine(byte[] bytes) {
    try {
      return bytes.length <= AuditLineReader.MAX_BYTES && !LineParser.parse(bytes).act().isEmpty();
    } catch (UnreadableLineException e) {
      return false;
    }
  }

  /** Whether the file has no byte. */
  public boolean isEmpty() {
    return size == 0;
  }

  /** Whether the file ends with a whole line. */
  public boolean isSound() {
    return damagedLines == 0 && !isOpen && lastGood.isPresent();
  }
}
