// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.group;

import java.util.List;
import org.credmint.config.knob.InvalidKnobValueException;
import org.credmint.config.knob.Quoted;

/**
 * Some groups, by their names ({@code TEMPLATE_GROUPS}).
 *
 * @param patterns names, in which {@code *} stands for any characters; a group is included if one
 *     of them matches its whole name
 */
public record GroupFilter(List<String> patterns) {
  /** All groups. */
  public static final GroupFilter ALL = new GroupFilter(List.of("*"));

  /** Takes a copy of the patterns. */
  public GroupFilter {
    patterns = List.copyOf(patterns);
  }

  /** Reads names and patterns between blanks and commas; those with blanks are in quotes. */
  public static GroupFilter parse(String text) throws InvalidKnobValueException {
    return new GroupFilter(Quoted.words(text, ","));
  }

  /** Whether the group is one of them. */
  public boolean includes(String group) {
    return patterns.stream().anyMatch(pattern -> matches(pattern, group));
  }

  /** Greedy with one point of return, so that no pattern takes long. */
  private static boolean matches(String pattern, String name) {
    int at = 0;
    int in = 0;
    int star = -1;
    int retry = -1;
    while (in < name.length()) {
      if (at < pattern.length() && pattern.charAt(at) == '*') {
        star = at++;
        retry = in;
      } else if (at < pattern.length() && pattern.charAt(at) == name.charAt(in)) {
        at++;
        in++;
      } else if (star >= 0) {
        at = star + 1;
        in = ++retry;
      } else {
        return false;
      }
    }
    return pattern.substring(at).chars().allMatch(c -> c == '*');
  }
}
