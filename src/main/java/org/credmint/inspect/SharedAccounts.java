// SPDX-License-Identifier: Apache-2.0
package org.credmint.inspect;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.credmint.config.knob.Problem;

/** Finds accounts that stand for several people, who then share one user's credentials. */
final class SharedAccounts {
  private static final int MOST_SHOWN = 3;

  private SharedAccounts() {}

  /**
   * A warning for each such account.
   *
   * @param users the users ({@code User}) of the jobs in the queue, by their account ({@code
   *     Owner})
   */
  static List<Problem> find(Map<String, Set<String>> users) {
    return new TreeMap<>(users)
        .entrySet().stream()
            .filter(one -> one.getValue().size() > 1)
            .map(one -> problem(one.getKey(), new TreeSet<>(one.getValue())))
            .toList();
  }

  private static Problem problem(String owner, Set<String> users) {
    String some = String.join(", ", users.stream().limit(MOST_SHOWN).toList());
    return Problem.warning(
        "Owner",
        owner,
        "is the account of %d users with jobs in the queue (%s), who share its credentials"
            .formatted(users.size(), users.size() > MOST_SHOWN ? some + ", ..." : some),
        "give each user an account of their own if their tokens are to differ: policy and templates"
            + " see only the account");
  }
}
