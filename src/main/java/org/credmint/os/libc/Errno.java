// SPDX-License-Identifier: Apache-2.0
package org.credmint.os.libc;

/**
 * The error numbers of Linux that this program tells apart; they are the same on x86-64, aarch64
 * and ppc64le (asm-generic/errno.h).
 */
public enum Errno {
  EPERM(1, "operation not permitted"),
  ENOENT(2, "no such file or directory"),
  ESRCH(3, "no such process"),
  EINTR(4, "interrupted system call", true),
  EIO(5, "input/output error", true),
  ENXIO(6, "no such device or address"),
  EBADF(9, "bad file descriptor"),
  EAGAIN(11, "resource temporarily unavailable", true),
  ENOMEM(12, "out of memory", true),
  EACCES(13, "permission denied"),
  EBUSY(16, "device or resource busy", true),
  EEXIST(17, "file exists"),
  EXDEV(18, "is on another file system"),
  ENODEV(19, "no such device"),
  ENOTDIR(20, "not a directory"),
  EISDIR(21, "is a directory"),
  EINVAL(22, "invalid argument"),
  ENFILE(23, "too many open files on the machine", true),
  EMFILE(24, "too many open files in this process", true),
  EFBIG(27, "file too large"),
  ENOSPC(28, "no space left on device", true),
  EROFS(30, "read-only file system", true),
  EMLINK(31, "too many links"),
  EPIPE(32, "broken pipe"),
  ENAMETOOLONG(36, "file name too long"),
  ENOLCK(37, "no locks available", true),
  ENOSYS(38, "not implemented by this kernel"),
  ENOTEMPTY(39, "directory not empty"),
  ELOOP(40, "is a symbolic link, or too many of them"),
  EOPNOTSUPP(95, "not supported by this file system"),
  ETIMEDOUT(110, "timed out", true),
  ESTALE(116, "stale file handle", true),
  EDQUOT(122, "disk quota exceeded", true);

  private final int number;
  private final String text;
  private final boolean isTransient;

  Errno(int number, String text) {
    this(number, text, false);
  }

  Errno(int number, String text, boolean isTransient) {
    this.number = number;
    this.text = text;
    this.isTransient = isTransient;
  }

  /** The number that Linux gives it. */
  public int number() {
    return number;
  }

  /** Whether a number is that of this error. */
  public boolean is(int errno) {
    return number == errno;
  }

  /** The kernel's name of a number, such as {@code ENOSPC}; {@code errno 200} for a rare one. */
  static String symbol(int errno) {
    for (Errno e : values()) {
      if (e.number == errno) {
        return e.name();
      }
    }
    return "errno " + errno;
  }

  /** What a number means, in words. */
  public static String text(int errno) {
    for (Errno e : values()) {
      if (e.number == errno) {
        return e.text;
      }
    }
    return "the system call failed";
  }

  /** True when the same call may succeed later though nobody changed a configuration. */
  static boolean isTransient(int errno) {
    for (Errno e : values()) {
      if (e.number == errno) {
        return e.isTransient;
      }
    }
    return false;
  }
}
