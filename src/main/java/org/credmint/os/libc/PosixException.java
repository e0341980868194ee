// SPDX-License-Identifier: Apache-2.0
package org.credmint.os.libc;

import java.io.IOException;

/** A system call that failed: which one, on what, and why. */
public class PosixException extends IOException {

  private static final long serialVersionUID = 1L;

  private final String call;
  private final String path;
  private final int errno;

  /**
   * Describes a failed call.
   *
   * @param call the name of the system call, such as {@code renameat}
   * @param path what it was done to, already printable
   * @param errno the error number of Linux, positive
   */
  public PosixException(String call, String path, int errno) {
    this(
        call,
        path,
        errno,
        "%s of %s failed: %s (%s)".formatted(call, path, Errno.text(errno), Errno.symbol(errno)));
  }

  public PosixException(String call, String path, int errno, String message) {
    super(message);
    this.call = call;
    this.path = path;
    this.errno = errno;
  }

  /**
   * Which call failed.
   *
   * @return the name of the system call
   */
  public String call() {
    return call;
  }

  /**
   * What it was done to.
   *
   * @return a path fit for messages; not fit for opening a file
   */
  public String path() {
    return path;
  }

  /**
   * Why it failed.
   *
   * @return the error number of Linux, positive
   */
  public int errno() {
    return errno;
  }

  /**
   * Why it failed, by name.
   *
   * @return the kernel's name such as {@code ENOSPC}
   */
  public String symbol() {
    return Errno.symbol(errno);
  }

  /**
   * Whether the thing is not there: it, or a directory on the way to it, was removed.
   *
   * @return true for ENOENT and ENOTDIR
   */
  public boolean isGone() {
    return Errno.ENOENT.is(errno) || Errno.ENOTDIR.is(errno);
  }

  /**
   * Whether the same call may succeed later though nobody changed the configuration: a full or
   * read-only disk, a quota, too many open files, an input/output error.
   *
   * @return true when trying again makes sense
   */
  public boolean isTransient() {
    return Errno.isTransient(errno);
  }
}
