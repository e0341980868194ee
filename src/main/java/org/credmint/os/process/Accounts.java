// SPDX-License-Identifier: Apache-2.0
package org.credmint.os.process;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.credmint.os.libc.Errno;
import org.credmint.os.libc.FileNames;
import org.credmint.os.libc.Posix;

/**
 * Accounts and their groups, as the system's name service tells them (nsswitch.conf(5)). Nothing is
 * kept here; a call may wait for that service. Safe for use by several threads.
 */
public final class Accounts {
  private static final Set<String> PRIVILEGED =
      Set.of("root", "condor", "disk", "shadow", "kmem", "sudo", "wheel", "docker", "lxd");

  private static final int MOST_GROUPS = 65_536;
  private static final int FIRST_TRY = 64;
  private static final int LONGEST_NAME = 256;

  private final Posix posix;

  public Accounts(Posix posix) {
    this.posix = posix;
  }

  /**
   * An account.
   *
   * @param uid its user id
   * @param gid the id of its own group
   */
  public record Account(String name, int uid, int gid) {}

  /** The account of this name; empty where there is none, or the name service did not tell. */
  public Optional<Account> find(String account) {
    int[] ids = new int[2];
    int found = account.indexOf('\0') >= 0 ? 0 : posix.account(terminated(account), ids);
    return found > 0 ? Optional.of(new Account(account, ids[0], ids[1])) : Optional.empty();
  }

  private static byte[] terminated(String name) {
    return (name + "\0").getBytes(StandardCharsets.UTF_8);
  }

  /** The groups of an account. */
  public sealed interface Membership {
    /**
     * The account is in these and in no other.
     *
     * @param groups their names in ascending order; groups without a name are left out
     */
    record Known(List<String> groups) implements Membership {
      /** Takes a copy of the names. */
      public Known {
        groups = List.copyOf(groups);
      }

      /** The first group whose members may become root, or change HTCondor's files. */
      public Optional<String> privileged() {
        return groups.stream().filter(PRIVILEGED::contains).findFirst();
      }
    }

    /**
     * The name service did not tell.
     *
     * @param reason why, in words
     */
    record Unknown(String reason) implements Membership {}
  }

  /**
   * The groups of an account: its own and those that name it as a member. An account that is not
   * found has unknown groups and not none, since a service that cannot be reached often says that
   * it found nothing.
   */
  public Membership groupsOf(String account) {
    byte[] name = terminated(account);
    int[] ids = new int[2];
    int found = account.indexOf('\0') >= 0 ? 0 : posix.account(name, ids);
    if (found <= 0) {
      return new Membership.Unknown(
          found == 0
              ? "no such account: " + FileNames.printable(account)
              : "the name service failed: " + Errno.text(-found));
    }
    int[] groups = new int[FIRST_TRY];
    int count = posix.groupList(name, ids[1], groups);
    if (count > groups.length && count <= MOST_GROUPS) {
      groups = new int[count];
      count = posix.groupList(name, ids[1], groups);
    }
    return count < 0 || count > groups.length
        ? new Membership.Unknown("cannot get all groups of " + account)
        : named(groups, count);
  }

  private Membership named(int[] groups, int count) {
    TreeSet<String> names = new TreeSet<>();
    byte[] name = new byte[LONGEST_NAME];
    for (int i = 0; i < count; i++) {
      int length = posix.groupName(groups[i], name);
      if (length < 0) {
        return new Membership.Unknown(
            "cannot get the name of group %s: %s"
                .formatted(Integer.toUnsignedString(groups[i]), Errno.text(-length)));
      }
      if (length > 0 && length < LONGEST_NAME) {
        names.add(new String(name, 0, length, StandardCharsets.UTF_8));
      }
    }
    return new Membership.Known(List.copyOf(names));
  }
}
