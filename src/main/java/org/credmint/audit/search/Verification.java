// SPDX-License-Identifier: Apache-2.0
package org.credmint.audit.search;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What came of following an audit log's chain.
 *
 * @param files how many files were read
 * @param lines how many lines were read, damaged ones too
 * @param counts how many lines there are of each act
 * @param first when the first line was written
 * @param last when the last line was written
 * @param head the SHA-256 of the last line; all zeros where there is none
 * @param damages how many places are damaged
 * @param findings the damaged places, and what else is worth telling, in their order; the first 200
 */
public record Verification(
    int files,
    long lines,
    SortedMap<String, Long> counts,
    Optional<Instant> first,
    Optional<Instant> last,
    String head,
    long damages,
    List<Finding> findings) {

  /** Takes copies. */
  public Verification {
    counts = Collections.unmodifiableSortedMap(new TreeMap<>(counts));
    findings = List.copyOf(findings);
  }

  /** Whether no line was changed, removed, moved or added, as far as the chain can tell. */
  public boolean isIntact() {
    return damages == 0;
  }

  /**
   * Something found in the chain.
   *
   * @param isDamage whether the audit log is not what was written; otherwise a note
   * @param file where
   * @param line where, from 1
   * @param text what
   */
  public record Finding(boolean isDamage, Path file, long line, String text) {}
}
