// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.group;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.credmint.config.knob.Problem;
import org.credmint.config.knob.Values;

/**
 * Reads the lines of a group map. An invalid line is reported and ignored, all others count, as the
 * stock monitor does in silence.
 */
final class GroupMapParser {
  /** A file in another format would be wrong in every line; nobody reads more than these. */
  private static final int MOST_PROBLEMS = 20;

  private final String file;
  private final byte[] content;
  private final List<Problem> problems = new ArrayList<>();
  private int unreported;
  private int[] users = new int[16];
  private int[] lines = new int[16];
  private int count;

  /**
   * A parser of one file.
   *
   * @param file its name, for messages
   * @param content its content, which must not change any more
   */
  GroupMapParser(String file, byte[] content) {
    this.file = file;
    this.content = content;
  }

  GroupMapReading parse() {
    int line = 1;
    for (int at = 0; at < content.length; line++) {
      int end = endOfLine(at);
      readLine(line, at, end);
      boolean twoBytes =
          end + 1 < content.length && content[end] == '\r' && content[end + 1] == '\n';
      at = end + (twoBytes ? 2 : 1);
    }
    GroupMap map = GroupMap.over(content, Arrays.copyOf(users, count));
    for (int i = 0; i < count; i++) {
      if (!map.isFirst(users[i])) {
        report(lines[i], users[i], "repeats a user of an earlier line", "merge the two lines");
      }
    }
    if (unreported > 0) {
      problems.add(
          Problem.warning(
              file, "", unreported + " more lines are invalid", "check the format of the file"));
    }
    return new GroupMapReading(Optional.of(map), problems);
  }

  private void readLine(int line, int from, int end) {
    int first = GroupMap.startOfWord(content, from);
    if (first == end || content[first] == '#') {
      return;
    }
    int user = GroupMap.startOfWord(content, GroupMap.endOfWord(content, first));
    int groups = GroupMap.startOfWord(content, GroupMap.endOfWord(content, user));
    int rest = GroupMap.startOfWord(content, GroupMap.endOfWord(content, groups));
    boolean star = content[first] == '*' && GroupMap.endOfWord(content, first) == first + 1;
    if (!star || groups >= end) {
      report(line, from, "is ignored", "write '* user group1,group2'");
      return;
    }
    Optional<String> stranger = GroupMapUser.whyNobody(word(user));
    if (stranger.isPresent()) {
      report(line, from, stranger.get(), GroupMapUser.FIX);
      return;
    }
    keep(user, line);
    if (rest < end) {
      report(
          line,
          from,
          "has text after the groups, which is ignored",
          "do not put spaces between groups");
    } else if (hasEmptyGroup(groups, end)) {
      report(
          line,
          from,
          "has an empty group name, which is ignored",
          "write one comma between groups");
    }
  }

  private String word(int from) {
    int length = GroupMap.endOfWord(content, from) - from;
    return new String(content, from, length, StandardCharsets.UTF_8);
  }

  private boolean hasEmptyGroup(int from, int end) {
    int to = GroupMap.endOfWord(content, from);
    boolean empty = content[from] == ',' || content[to - 1] == ',';
    for (int i = from; i + 1 < to && i < end; i++) {
      empty |= content[i] == ',' && content[i + 1] == ',';
    }
    return empty;
  }

  private void keep(int user, int line) {
    if (count == users.length) {
      users = Arrays.copyOf(users, 2 * count);
      lines = Arrays.copyOf(lines, 2 * count);
    }
    users[count] = user;
    lines[count] = line;
    count++;
  }

  private int endOfLine(int from) {
    int at = from;
    while (at < content.length && !GroupMap.isLineEnd(content[at])) {
      at++;
    }
    return at;
  }

  private void report(int line, int at, String reason, String fix) {
    if (problems.size() == MOST_PROBLEMS) {
      unreported++;
      return;
    }
    int start = at;
    while (start > 0 && !GroupMap.isLineEnd(content[start - 1])) {
      start--;
    }
    int length = Math.min(endOfLine(start) - start, 200);
    String text = new String(content, start, length, StandardCharsets.UTF_8);
    problems.add(Problem.warning(file + " line " + line, Values.shown(text), reason, fix));
  }
}
