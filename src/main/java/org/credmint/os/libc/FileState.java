// SPDX-License-Identifier: Apache-2.0
package org.credmint.os.libc;

/**
 * What the system knows of a file, as statx(2) tells it.
 *
 * @param kind what it is
 * @param mode the permission bits, set-id and sticky bits, {@code 0} to {@code 07777}
 * @param uid the owner
 * @param gid the group
 * @param size in bytes
 * @param inode the file's number, unique in its file system
 * @param modifiedNanos when the content changed, nanoseconds since 1970
 * @param changedNanos when the content or the file's state changed, nanoseconds since 1970
 */
public record FileState(
    Kind kind,
    int mode,
    int uid,
    int gid,
    long size,
    long inode,
    long modifiedNanos,
    long changedNanos) {

  /** Another number whenever another file has the name, or it was changed in any way. */
  public long version() {
    return 31 * inode + changedNanos;
  }

  /** The kinds of file. */
  public enum Kind {
    /** A regular file. */
    REGULAR("regular file"),
    /** A directory. */
    DIRECTORY("directory"),
    /** A symbolic link. */
    SYMLINK("symbolic link"),
    /** A named pipe. */
    FIFO("FIFO"),
    /** A socket in the file system. */
    SOCKET("socket"),
    /** A block or character device. */
    DEVICE("device"),
    /** Anything else. */
    UNKNOWN("file of an unknown kind");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    /**
     * The kind in words.
     *
     * @return for messages, such as {@code symbolic link}
     */
    public String text() {
      return text;
    }

    /** From the type bits of a mode, stat(2) S_IFMT. */
    static Kind ofMode(int mode) {
      return ofDirent((mode >> 12) & 0xf);
    }

    /** From readdir(3)'s d_type, whose values are the type bits of a mode shifted by twelve. */
    public static Kind ofDirent(int type) {
      return switch (type) {
        case 8 -> REGULAR;
        case 4 -> DIRECTORY;
        case 10 -> SYMLINK;
        case 1 -> FIFO;
        case 12 -> SOCKET;
        case 2, 6 -> DEVICE;
        default -> UNKNOWN;
      };
    }
  }
}
