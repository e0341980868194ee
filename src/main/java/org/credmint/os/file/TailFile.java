// SPDX-License-Identifier: Apache-2.0
package org.credmint.os.file;

import java.nio.file.Path;
import org.credmint.os.libc.FileNames;
import org.credmint.os.libc.FileState;
import org.credmint.os.libc.Posix;
import org.credmint.os.libc.PosixException;
import org.credmint.os.libc.Syscalls;

/**
 * A file that another process adds to, and that this one only reads. It is opened by its path and
 * stays open; {@link #isAtPath} tells when someone has moved, removed or replaced it.
 *
 * <p>Not safe for use by several threads.
 */
public final class TailFile implements AutoCloseable {

  private final Syscalls syscalls;
  private final Path path;
  private int descriptor;

  private TailFile(Syscalls syscalls, Path path, int descriptor) {
    this.syscalls = syscalls;
    this.path = path;
    this.descriptor = descriptor;
  }

  /**
   * Opens a file to be read from any place.
   *
   * @throws PosixException where it cannot be opened, or is no regular file
   */
  public static TailFile open(Syscalls syscalls, Path path) throws PosixException {
    // O_NONBLOCK: opening a FIFO would otherwise wait until someone writes to it
    int flags = Posix.O_RDONLY | Posix.O_NONBLOCK | Posix.O_NOCTTY | syscalls.posix().noFollow();
    byte[] name = FileNames.terminated(path);
    int descriptor = syscalls.open(Posix.AT_FDCWD, name, flags, 0);
    if (descriptor < 0) {
      throw new FileReader(syscalls, path, "").whyNotOpened(Posix.AT_FDCWD, name, -descriptor);
    }
    TailFile file = new TailFile(syscalls, path, descriptor);
    try {
      FileState.Kind kind = file.state().kind();
      if (kind != FileState.Kind.REGULAR) {
        throw UnfitFileException.notRegular(path.toString(), kind);
      }
      return file;
    } catch (PosixException e) {
      file.close();
      throw e;
    }
  }

  /**
   * Reads from a place in the file.
   *
   * @param offset the place, in bytes from the file's beginning
   * @param buffer takes the bytes, from its beginning
   * @param count how many bytes at most; no more than the buffer has
   * @return how many bytes were read, which may be fewer; 0 at or beyond the file's end
   * @throws PosixException when the system cannot read
   */
  public int readAt(long offset, byte[] buffer, int count) throws PosixException {
    int result = Syscalls.again(() -> syscalls.posix().pread(descriptor, buffer, count, offset));
    return Syscalls.check(result, "pread", path, "");
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

  /** Closes the file; nothing may be done with it afterwards. */
  @Override
  public void close() {
    if (descriptor >= 0) {
      syscalls.posix().close(descriptor);
      descriptor = -1;
    }
  }
}
