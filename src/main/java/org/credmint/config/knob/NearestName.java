// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.knob;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody meant who mistyped a name. */
public final class NearestName {
  private NearestName() {}

  /**
   * The known name with the fewest slips between, if they are few enough to be slips.
   *
   * @return empty where none is near
   */
  public static Optional<String> of(String unknown, Collection<String> known) {
    int most = Math.max(2, unknown.length() / 5);
    return known.stream()
        .filter(name -> distance(unknown, name) <= most)
        .min(Comparator.comparingInt(name -> distance(unknown, name)));
  }

  /** Levenshtein's distance, regardless of case. */
  static int distance(String one, String other) {
    String a = one.toUpperCase(Locale.ROOT);
    String b = other.toUpperCase(Locale.ROOT);
    int[] previous = new int[b.length() + 1];
    Arrays.setAll(previous, i -> i);
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(change, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
