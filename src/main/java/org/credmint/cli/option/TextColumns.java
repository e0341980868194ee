// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.option;

import java.util.ArrayList;
import java.util.List;

/** Text as wide as a terminal is. */
public final class TextColumns {
  private static final int COLUMNS = 80;

  private TextColumns() {}

  /**
   * Lines that fit, as far as words do; a longer word is cut into pieces.
   *
   * @param first what the first line begins with
   * @param others what the others begin with
   */
  public static List<String> wrapped(String text, String first, String others) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder(first);
    boolean empty = true;
    for (String word : text.split(" ", -1)) {
      String rest = word;
      if (!empty && line.length() + 1 + rest.length() > COLUMNS) {
        lines.add(line.toString());
        line = new StringBuilder(others);
        empty = true;
      }
      line.append(empty ? "" : " ");
      while (line.length() + rest.length() > COLUMNS) {
        int fits = COLUMNS - line.length();
        lines.add(line.append(rest, 0, fits).toString());
        line = new StringBuilder(others);
        rest = rest.substring(fits);
      }
      line.append(rest);
      empty = false;
    }
    lines.add(line.toString());
    return lines;
  }
}
