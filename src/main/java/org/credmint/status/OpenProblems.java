// SPDX-License-Identifier: Apache-2.0
package org.credmint.status;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.credmint.status.StatusReport.StatusProblem;

/**
 * What is wrong now with more than one credential. Each problem has a key of its own: two of one
 * knob are two, and the end of one says nothing about the other.
 */
final class OpenProblems {
  private static final int MOST_SHOWN = 100;

  private final Map<Object, StatusProblem> problems = new LinkedHashMap<>();

  /** It is there, maybe in other words than before; the time when it was first seen stays. */
  void begins(Object key, StatusProblem now) {
    problems.merge(
        key,
        now,
        (before, same) ->
            new StatusProblem(same.subject(), same.alarm(), before.since(), same.text()));
  }

  /** It is over. */
  void ends(Object key) {
    problems.remove(key);
  }

  /** The most urgent first, else in the order in which they were seen; at most 100. */
  List<StatusProblem> worst() {
    return problems.values().stream()
        .sorted(Comparator.comparing(StatusProblem::alarm).reversed())
        .limit(MOST_SHOWN)
        .toList();
  }
}
