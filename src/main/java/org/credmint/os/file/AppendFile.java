// SPDX-License-Identifier: Apache-2.0
package org.credmint.os.file;

import java.nio.file.Path;
import org.credmint.os.libc.Errno;
import org.credmint.os.libc.FileNames;
import org.credmint.os.libc.FileState;
import org.credmint.os.libc.Posix;
import org.credmint.os.libc.PosixException;
import org.credmint.os.libc.Syscalls;

/**
 * A file that is only added to, such as a log. It is opened by its path and stays open; {@link
 * #isAtPath} tells when someone has moved or removed it, and {@link #reopen} begins it anew.
 *
 * <p>Not safe for use by several threads. Each {@link #append} is one write(2) with O_APPEND, so
 * that the lines of several processes do not mix.
 */
public final class AppendFile implements AutoCloseable {

  private static final byte[] NEW_LINE = {'\n'};

  private final Syscalls syscalls;
  private final Path path;
  private final int mode;
  private int descriptor;
  private boolean torn;

  private AppendFile(Syscalls syscalls, Path path, int mode, int descriptor) {
    this.syscalls = syscalls;
    this.path = path;
    this.mode = mode;
    this.descriptor = descriptor;
  }

  /**
   * Opens a file to be appended to, or makes it.
   *
   * @param mode the permission bits of a new file
   * @throws PosixException where it cannot be opened, or is no regular file or device
   */
  public static AppendFile open(Syscalls syscalls, Path path, int mode) throws PosixException {
    return new AppendFile(syscalls, path, mode, openDescriptor(syscalls, path, mode));
  }

  /** Refuses all but regular files and devices, so that no reader of a FIFO can stop the daemon. */
  private static int openDescriptor(Syscalls syscalls, Path path, int mode) throws PosixException {
    int descriptor = Syscalls.check(openOrMake(syscalls, path, mode), "openat", path, "");
    try {
      FileState.Kind kind = syscalls.stateOf(descriptor, path, "").kind();
      if (kind != FileState.Kind.REGULAR && kind != FileState.Kind.DEVICE) {
        throw UnfitFileException.notRegular(path.toString(), kind);
      }
      return descriptor;
    } catch (PosixException e) {
      syscalls.posix().close(descriptor);
      throw e;
    }
  }

  /** Tells a file it makes from one that is there, whose mode is not to be changed. */
  private static int openOrMake(Syscalls syscalls, Path path, int mode) {
    byte[] name = FileNames.terminated(path);
    int flags =
        Posix.O_WRONLY
            | Posix.O_APPEND
            | Posix.O_NONBLOCK
            | Posix.O_NOCTTY
            | syscalls.posix().noFollow();
    int opened = syscalls.open(Posix.AT_FDCWD, name, flags, 0);
    if (!Errno.ENOENT.is(-opened)) {
      return opened;
    }
    int made = syscalls.open(Posix.AT_FDCWD, name, flags | Posix.O_CREAT | Posix.O_EXCL, mode);
    if (made >= 0) {
      syscalls
          .posix()
          .fchmod(made, mode); // the umask took some; should this fail, it stays narrower
    }
    return Errno.EEXIST.is(-made) ? syscalls.open(Posix.AT_FDCWD, name, flags, 0) : made;
  }

  /**
   * Adds bytes at the end. When the disk took only a part of them, this throws, and the next append
   * begins on a line of its own.
   *
   * @param line what to add, with its line end
   * @throws PosixException when not all was written
   */
  public void append(byte[] line) throws PosixException {
    if (torn) {
      write(NEW_LINE);
      torn = false;
    }
    write(line);
  }

  private void write(byte[] bytes) throws PosixException {
    int done = 0;
    while (done < bytes.length) {
      int written = syscalls.write(descriptor, bytes, done);
      if (written <= 0) {
        torn |= done > 0;
        int errno = written == 0 ? Errno.EIO.number() : -written;
        throw Syscalls.failure(errno, "write", path, "");
      }
      done += written;
    }
  }

  /**
   * Waits until all that was added is on the disk, and how long the file is. After a failure nobody
   * knows what is: the system may say at the next call that all is well.
   *
   * @throws PosixException when the system cannot promise it
   */
  public void sync() throws PosixException {
    int result = Syscalls.again(() -> syscalls.posix().fdatasync(descriptor));
    Syscalls.check(result, "fdatasync", path, "");
  }

  /**
   * How large the open file is.
   *
   * @return in bytes; 0 for a device
   * @throws PosixException when the system does not say
   */
  public long size() throws PosixException {
    return state().size();
  }

  /**
   * The state of the open file, which may have another name by now.
   *
   * @return its state
   * @throws PosixException when the system does not say
   */
  public FileState state() throws PosixException {
    return syscalls.stateOf(descriptor, path, "").state();
  }

  /**
   * Whether the path still leads to the open file.
   *
   * @return false when it was moved, removed or replaced
   * @throws PosixException when the system does not say
   */
  public boolean isAtPath() throws PosixException {
    return syscalls.isAtPath(descriptor, path);
  }

  /**
   * Opens the path again, making the file when it is missing. When that fails, the file that was
   * open stays so.
   *
   * @throws PosixException when it cannot be opened
   */
  public void reopen() throws PosixException {
    int fresh = openDescriptor(syscalls, path, mode);
    syscalls.posix().close(descriptor);
    descriptor = fresh;
    torn = false;
  }

  /**
   * Gives the file another name in its directory, replacing what has it, and begins a new one.
   *
   * @param toName the other name
   * @throws PosixException when it cannot be renamed, or the new one cannot be made
   */
  public void rotate(String toName) throws PosixException {
    if (!FileNames.isName(toName)) {
      throw Syscalls.failure(Errno.EINVAL.number(), "renameat", path, "");
    }
    byte[] to = FileNames.terminated(path.resolveSibling(toName));
    int result = syscalls.rename(Posix.AT_FDCWD, FileNames.terminated(path), to);
    Syscalls.check(result, "renameat", path, "");
    reopen();
  }

  /**
   * Makes the open file empty.
   *
   * @throws PosixException when the system refuses
   */
  public void truncate() throws PosixException {
    int result = Syscalls.again(() -> syscalls.posix().ftruncate(descriptor, 0));
    Syscalls.check(result, "ftruncate", path, "");
    torn = false;
  }

  /**
   * Where the file is.
   *
   * @return the path it was opened by
   */
  public Path path() {
    return path;
  }

  /** Closes the file; nothing may be done with it afterwards. */
  @Override
  public void close() {
    if (descriptor >= 0) {
      syscalls.posix().close(descriptor);
      descriptor = -1;
    }
  }
}
