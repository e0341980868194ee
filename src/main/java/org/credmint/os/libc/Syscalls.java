// SPDX-License-Identifier: Apache-2.0
package org.credmint.os.libc;

import java.nio.file.Path;
import java.util.function.IntSupplier;

/**
 * What stands between the rooms' objects and {@link Posix}: tries interrupted calls again, writes
 * and reads in full, and turns error numbers into exceptions that say what was done to what.
 *
 * <p>The calls that each token takes do without {@link #again}: without the JVM's second compiler a
 * lambda costs as much as the call.
 */
public final class Syscalls {

  private final Posix posix;

  public Syscalls(Posix posix) {
    this.posix = posix;
  }

  /** The bare calls. */
  public Posix posix() {
    return posix;
  }

  /**
   * openat(2) with O_CLOEXEC, tried again when interrupted.
   *
   * @return a descriptor, or the negative error number
   */
  public int open(int directory, byte[] path, int flags, int mode) {
    int result;
    do {
      result = posix.openat(directory, path, flags | Posix.O_CLOEXEC, mode);
    } while (isInterrupted(result));
    return result;
  }

  /**
   * fsync(2), tried again when interrupted.
   *
   * @return 0, or the negative error number
   */
  public int fsync(int descriptor) {
    return again(() -> posix.fsync(descriptor));
  }

  /** Like fsync; a file system that has nothing of the kind for directories says EINVAL. */
  public int fsyncDirectory(int descriptor) {
    int result = fsync(descriptor);
    return Errno.EINVAL.is(-result) ? 0 : result;
  }

  /**
   * syncfs(2) of the descriptor's file system, tried again when interrupted.
   *
   * @return 0, or the negative error number
   */
  public int syncfs(int descriptor) {
    return again(() -> posix.syncfs(descriptor));
  }

  /**
   * renameat(2) within one directory, tried again when interrupted.
   *
   * @return 0, or the negative error number
   */
  public int rename(int directory, byte[] from, byte[] to) {
    int result;
    do {
      result = posix.renameat(directory, from, directory, to);
    } while (isInterrupted(result));
    return result;
  }

  /**
   * unlinkat(2) of a file, tried again when interrupted.
   *
   * @return 0, or the negative error number
   */
  public int unlink(int directory, byte[] name) {
    return again(() -> posix.unlinkat(directory, name, 0));
  }

  /** Whether a path leads to an open file; a link in the last place is not followed. */
  public boolean isAtPath(int descriptor, Path path) throws PosixException {
    byte[] buffer = new byte[Posix.STATX_SIZE];
    byte[] name = FileNames.terminated(path);
    int result = statx(Posix.AT_FDCWD, name, Posix.AT_SYMLINK_NOFOLLOW, buffer);
    if (Errno.ENOENT.is(-result) || Errno.ENOTDIR.is(-result)) {
      return false;
    }
    check(result, "statx", path, "");
    return new Statx(buffer).isSameFile(stateOf(descriptor, path, ""));
  }

  /** The state of an open file. */
  public Statx stateOf(int descriptor, Path path, String name) throws PosixException {
    return stateAt(descriptor, new byte[1], Posix.AT_EMPTY_PATH, path, name);
  }

  /** The state of a name; a symbolic link is followed only when the flags do not forbid it. */
  Statx stateAt(int directory, byte[] name, int flags, Path path, String shown)
      throws PosixException {
    byte[] buffer = new byte[Posix.STATX_SIZE];
    check(statx(directory, name, flags, buffer), "statx", path, shown);
    return new Statx(buffer);
  }

  /**
   * statx(2), tried again when interrupted.
   *
   * @param buffer takes the result, see {@link Statx}
   * @return 0, or the negative error number
   */
  public int statx(int directory, byte[] name, int flags, byte[] buffer) {
    int result;
    do {
      result = posix.statx(directory, name, flags, Posix.STATX_BASIC_STATS, buffer);
    } while (isInterrupted(result));
    return result;
  }

  /**
   * Writes everything, however many calls it takes.
   *
   * @return how many bytes were written when all went well, else the negative error number
   */
  public int writeFully(int descriptor, byte[] bytes) {
    int done = 0;
    while (done < bytes.length) {
      int written = write(descriptor, bytes, done);
      if (written == 0) {
        return -Errno.EIO.number(); // write(2) leaves it open; a file that takes nothing is broken
      }
      if (written < 0) {
        return written;
      }
      done += written;
    }
    return done;
  }

  /** One write(2) of what an array holds from a place on, tried again when interrupted. */
  public int write(int descriptor, byte[] bytes, int from) {
    int result;
    do {
      result = posix.write(descriptor, bytes, from, bytes.length - from);
    } while (isInterrupted(result));
    return result;
  }

  /** One read(2), tried again when interrupted. */
  public int read(int descriptor, byte[] buffer, int count) {
    return again(() -> posix.read(descriptor, buffer, count));
  }

  /**
   * The result of a call that succeeded.
   *
   * @throws PosixException where the result is negative
   */
  public static int check(int result, String call, Path path, String name) throws PosixException {
    if (result < 0) {
      throw failure(-result, call, path, name);
    }
    return result;
  }

  /** The exception that tells of a failed call. */
  public static PosixException failure(int errno, String call, Path path, String name) {
    return new PosixException(call, shown(path, name), errno);
  }

  /** A path for messages. */
  public static String shown(Path path, String name) {
    String directory = path.toString();
    if (name.isEmpty()) {
      return directory;
    }
    return (directory.endsWith("/") ? directory : directory + "/") + FileNames.printable(name);
  }

  /**
   * Makes a call as long as a signal interrupts it.
   *
   * @return its result
   */
  public static int again(IntSupplier call) {
    int result;
    do {
      result = call.getAsInt();
    } while (isInterrupted(result));
    return result;
  }

  private static boolean isInterrupted(int result) {
    return Errno.EINTR.is(-result);
  }
}
