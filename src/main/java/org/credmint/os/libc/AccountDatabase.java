// SPDX-License-Identifier: Apache-2.0
package org.credmint.os.libc;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.sun.jna.Memory;
import com.sun.jna.Native;

/** What libc tells of accounts and groups; the arguments are those of {@link Posix}. */
final class AccountDatabase {
  /** {@code struct passwd}: two pointers come before the user id, and the group id follows. */
  private static final int PASSWD_UID_AT = 16;

  private static final int PASSWD_GID_AT = 20;

  /** {@code struct group}: two pointers come before the group id. */
  private static final int GROUP_GID_AT = 16;

  /** As large as {@code struct passwd}, and larger than {@code struct group}. */
  private static final int ENTRY_SIZE = 48;

  /** For the texts of an entry: a group may have many thousand members. */
  private static final int TEXTS_SIZE = 1 << 20;

  private AccountDatabase() {}

  static int account(byte[] name, int[] ids) {
    try (Memory found = new Memory(Native.POINTER_SIZE);
        Memory entry = new Memory(ENTRY_SIZE);
        Memory texts = new Memory(TEXTS_SIZE)) {
      int failure = LibCBindings.getpwnam_r(name, entry, texts, texts.size(), found);
      if (failure != 0 || found.getLong(0) == 0) {
        return -failure;
      }
      ids[0] = entry.getInt(PASSWD_UID_AT);
      ids[1] = entry.getInt(PASSWD_GID_AT);
      return 1;
    }
  }

  static int groupList(byte[] account, int group, int[] groups) {
    int[] count = {groups.length};
    LibCBindings.getgrouplist(account, group, groups, count);
    return count[0];
  }

  static int group(byte[] name, int[] id) {
    try (Memory found = new Memory(Native.POINTER_SIZE);
        Memory entry = new Memory(ENTRY_SIZE);
        Memory texts = new Memory(TEXTS_SIZE)) {
      int failure = LibCBindings.getgrnam_r(name, entry, texts, texts.size(), found);
      if (failure != 0 || found.getLong(0) == 0) {
        return -failure;
      }
      id[0] = entry.getInt(GROUP_GID_AT);
      return 1;
    }
  }

  static int groupName(int group, byte[] name) {
    try (Memory found = new Memory(Native.POINTER_SIZE);
        Memory entry = new Memory(ENTRY_SIZE);
        Memory texts = new Memory(TEXTS_SIZE)) {
      int failure = LibCBindings.getgrgid_r(group, entry, texts, texts.size(), found);
      if (failure != 0 || found.getLong(0) == 0) {
        return -failure;
      }
      byte[] text = entry.getPointer(0).getString(0, "ISO-8859-1").getBytes(ISO_8859_1);
      int length = Math.min(text.length, name.length);
      System.arraycopy(text, 0, name, 0, length);
      return length;
    }
  }
}
