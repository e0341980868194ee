// SPDX-License-Identifier: Apache-2.0
package org.credmint.index;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Credentials that wait for a worker. Users take turns, so that nobody waits behind another's fifty
 * thousand jobs.
 */
public final class FairQueue {
  /** Most users have one credential waiting or two. */
  private static final int FEW = 2;

  private final Map<String, Queue<CredentialState>> waiting = new LinkedHashMap<>();
  private final int mostInTurn;

  /**
   * An empty line.
   *
   * @param mostInTurn how many of one user go before the next user's turn
   */
  public FairQueue(int mostInTurn) {
    this.mostInTurn = mostInTurn;
  }

  /** Whether none waits. */
  public boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** Puts one at the end of its user's line. */
  public void add(CredentialState state) {
    waiting.computeIfAbsent(state.id.user(), user -> new ArrayDeque<>(FEW)).add(state);
  }

  /**
   * Takes out the first of each user in turn.
   *
   * @param most how many
   * @param mostUsers of how many users
   * @param still whether one that was added still waits; others are dropped
   */
  public List<CredentialState> take(int most, int mostUsers, Predicate<CredentialState> still) {
    List<CredentialState> taken = new ArrayList<>();
    Set<String> users = new HashSet<>();
    while (taken.size() < most && !waiting.isEmpty()) {
      Iterator<Map.Entry<String, Queue<CredentialState>>> first = waiting.entrySet().iterator();
      Map.Entry<String, Queue<CredentialState>> turn = first.next();
      String user = turn.getKey();
      if (users.size() == mostUsers && !users.contains(user)) {
        return taken;
      }
      users.add(user);
      Queue<CredentialState> line = turn.getValue();
      first.remove();
      takeTurn(line, Math.min(mostInTurn, most - taken.size()), still, taken);
      if (!line.isEmpty()) {
        waiting.put(user, line);
      }
    }
    return taken;
  }

  private static void takeTurn(
      Queue<CredentialState> line,
      int most,
      Predicate<CredentialState> still,
      List<CredentialState> taken) {
    int left = most;
    while (left > 0 && !line.isEmpty()) {
      CredentialState state = line.remove();
      if (still.test(state)) {
        taken.add(state);
        left--;
      }
    }
  }
}
