// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.group;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which user is in which groups: the content of {@code LOCAL_CREDMON_AUTHZ_GROUP_MAPFILE}, lines
 * {@code * user group1,group2}.
 *
 * <p>Equal maps come of equal files, so that a changed file is known by comparing. The file is kept
 * as it was read, with eight to sixteen bytes more for each line; a user's groups are taken out of
 * it when they are asked for. Immutable.
 */
public final class GroupMap {
  /** The map in which nobody is in any group. */
  public static final GroupMap EMPTY = new GroupMap(new byte[0], new int[] {-1});

  private static final Pattern COMMA = Pattern.compile(",");

  private final byte[] content;

  /** Where users' names start in the content, at the hash of the name or after; -1 is free. */
  private final int[] table;

  private GroupMap(byte[] content, int[] table) {
    this.content = content;
    this.table = table;
  }

  /**
   * A map over a file's content, which must not change any more.
   *
   * @param users where the names start; of two equal names the first in this array stands
   */
  static GroupMap over(byte[] content, int[] users) {
    int[] table = new int[Integer.highestOneBit(users.length + 1) * 4];
    Arrays.fill(table, -1);
    GroupMap map = new GroupMap(content, table);
    for (int user : users) {
      int slot = map.slotOf(content, user, endOfWord(content, user));
      if (table[slot] < 0) {
        table[slot] = user;
      }
    }
    return map;
  }

  /**
   * The groups of a user, in the file's order; none for a user that the file does not name. Bytes
   * that are not UTF-8 come as replacement characters.
   */
  public List<String> groupsOf(String user) {
    byte[] name = user.getBytes(StandardCharsets.UTF_8);
    int found = table[slotOf(name, 0, name.length)];
    if (found < 0) {
      return List.of();
    }
    int start = startOfWord(content, endOfWord(content, found));
    int length = endOfWord(content, start) - start;
    String groups = new String(content, start, length, StandardCharsets.UTF_8);
    return COMMA.splitAsStream(groups).filter(group -> !group.isEmpty()).distinct().toList();
  }

  /** The user whose list of groups is the longest; empty for an empty map. */
  public Optional<String> userOfMostGroups() {
    int longest = 0;
    int found = -1;
    for (int user : table) {
      if (user >= 0) {
        int start = startOfWord(content, endOfWord(content, user));
        int length = endOfWord(content, start) - start;
        found = length > longest ? user : found;
        longest = Math.max(longest, length);
      }
    }
    return found < 0
        ? Optional.empty()
        : Optional.of(
            new String(content, found, endOfWord(content, found) - found, StandardCharsets.UTF_8));
  }

  /** All groups that somebody is in, each once. */
  public Set<String> groups() {
    Set<String> groups = new LinkedHashSet<>();
    for (int user : table) {
      if (user >= 0) {
        int start = startOfWord(content, endOfWord(content, user));
        int length = endOfWord(content, start) - start;
        String line = new String(content, start, length, StandardCharsets.UTF_8);
        COMMA.splitAsStream(line).filter(group -> !group.isEmpty()).forEach(groups::add);
      }
    }
    return groups;
  }

  /** How many users have groups. */
  public int users() {
    int users = 0;
    for (int slot : table) {
      users += slot < 0 ? 0 : 1;
    }
    return users;
  }

  /** Whether the user whose name starts here is the first of this name. */
  boolean isFirst(int user) {
    return table[slotOf(content, user, endOfWord(content, user))] == user;
  }

  /** The slot that holds the name, or the free one where it would be. */
  private int slotOf(byte[] name, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + name[i];
    }
    int slot = (hash ^ (hash >>> 16)) & (table.length - 1);
    while (table[slot] >= 0 && !isName(table[slot], name, from, to)) {
      slot = (slot + 1) & (table.length - 1);
    }
    return slot;
  }

  private boolean isName(int user, byte[] name, int from, int to) {
    return Arrays.equals(content, user, endOfWord(content, user), name, from, to);
  }

  /** Where the word that goes on at a position ends. */
  static int endOfWord(byte[] text, int from) {
    int at = from;
    while (at < text.length && !isBlank(text[at]) && !isLineEnd(text[at])) {
      at++;
    }
    return at;
  }

  /** Where the next word of the line starts; the line's end where there is none. */
  static int startOfWord(byte[] text, int from) {
    int at = from;
    while (at < text.length && isBlank(text[at])) {
      at++;
    }
    return at;
  }

  static boolean isLineEnd(byte b) {
    return b == '\n' || b == '\r';
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t' || b == 0x0b || b == '\f';
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GroupMap map && Arrays.equals(content, map.content);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(content);
  }

  /** How many users it has; no names. */
  @Override
  public String toString() {
    return "group map of " + users() + " users";
  }
}
