// SPDX-License-Identifier: Apache-2.0
package org.credmint.index;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Predicate;

/**
 * Jobs' credentials that wait for a worker. Users take turns, so that nobody waits behind another's
 * fifty thousand jobs.
 */
public final class FairQueue {
  private final Map<String, Queue<JobState>> waiting = new LinkedHashMap<>();
  private final int mostInTurn;

  /**
   * An empty line.
   *
   * @param mostInTurn how many of one user go before the next user's turn
   */
  public FairQueue(int mostInTurn) {
    this.mostInTurn = mostInTurn;
  }

  public boolean isEmpty() {
    return waiting.isEmpty();
  }

  public void add(JobState state) {
    waiting.computeIfAbsent(state.id.user(), user -> new ArrayDeque<>()).add(state);
  }

  /**
   * Takes out the first of each user in turn.
   *
   * @param most how many
   * @param still whether one that was added still waits; others are dropped
   */
  public List<JobState> take(int most, Predicate<JobState> still) {
    List<JobState> taken = new ArrayList<>();
    while (taken.size() < most && !waiting.isEmpty()) {
      Iterator<Map.Entry<String, Queue<JobState>>> first = waiting.entrySet().iterator();
      Map.Entry<String, Queue<JobState>> turn = first.next();
      String user = turn.getKey();
      Queue<JobState> line = turn.getValue();
      first.remove();
      takeTurn(line, Math.min(mostInTurn, most - taken.size()), still, taken);
      if (!line.isEmpty()) {
        waiting.put(user, line);
      }
    }
    return taken;
  }

  private static void takeTurn(
      Queue<JobState> line, int most, Predicate<JobState> still, List<JobState> taken) {
    int left = most;
    while (left > 0 && !line.isEmpty()) {
      JobState state = line.remove();
      if (still.test(state)) {
        taken.add(state);
        left--;
      }
    }
  }
}
