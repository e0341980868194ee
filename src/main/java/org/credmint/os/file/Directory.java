// SPDX-License-Identifier: Apache-2.0
package org.credmint.os.file;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.credmint.os.libc.Descriptor;
import org.credmint.os.libc.Errno;
import org.credmint.os.libc.FileNames;
import org.credmint.os.libc.FileState;
import org.credmint.os.libc.Posix;
import org.credmint.os.libc.PosixException;
import org.credmint.os.libc.Statx;
import org.credmint.os.libc.Syscalls;

/**
 * An open directory. Everything is done relative to its descriptor, so that nobody can put another
 * directory in its place meanwhile, and no symbolic link is followed.
 *
 * <p>Names are lossless (see {@link FileNames}); one that is empty, {@code .}, {@code ..} or holds
 * a slash is refused with EINVAL. Safe for use by several threads; after {@link #close} every
 * method throws {@link IllegalStateException}, while calls already under way end well.
 */
public final class Directory implements AutoCloseable {

  private final Syscalls syscalls;
  private final Descriptor descriptor;
  private final Path path;
  private final long device;

  private Directory(Syscalls syscalls, Descriptor descriptor, Path path, long device) {
    this.syscalls = syscalls;
    this.descriptor = descriptor;
    this.path = path;
    this.device = device;
  }

  /** Opens a directory by its path; links on the way are followed, the last one only if asked. */
  public static Directory open(Syscalls syscalls, Path path, boolean followLast)
      throws PosixException {
    int noFollow = followLast ? 0 : syscalls.posix().noFollow();
    return open(syscalls, Posix.AT_FDCWD, FileNames.terminated(path), noFollow, path);
  }

  private static Directory open(Syscalls syscalls, int at, byte[] name, int noFollow, Path path)
      throws PosixException {
    int flags = Posix.O_RDONLY | syscalls.posix().directory() | noFollow;
    int number = Syscalls.check(syscalls.open(at, name, flags, 0), "openat", path, "");
    Descriptor descriptor = new Descriptor(syscalls.posix(), number, path);
    try {
      long device = syscalls.stateOf(number, path, "").device();
      return new Directory(syscalls, descriptor, path, device);
    } catch (PosixException e) {
      descriptor.close();
      throw e;
    }
  }

  /**
   * Opens a directory in this one.
   *
   * @param name its name; a symbolic link is refused with ENOTDIR
   * @return the open directory, to be closed by the caller
   * @throws PosixException when it is not there or not a directory
   */
  public Directory child(String name) throws PosixException {
    byte[] bytes = checked("openat", name);
    Path childPath = path.resolve(FileNames.printable(name));
    try (Descriptor.Lease held = descriptor.lease()) {
      return open(syscalls, held.number(), bytes, syscalls.posix().noFollow(), childPath);
    }
  }

  /**
   * The state of a name in this directory; a symbolic link is not followed.
   *
   * @param name the name
   * @return empty when there is no such name
   * @throws PosixException when the state cannot be read
   */
  public Optional<FileState> state(String name) throws PosixException {
    byte[] bytes = checked("statx", name);
    byte[] buffer = new byte[Posix.STATX_SIZE];
    try (Descriptor.Lease held = descriptor.lease()) {
      int result = syscalls.statx(held.number(), bytes, Posix.AT_SYMLINK_NOFOLLOW, buffer);
      if (Errno.ENOENT.is(-result)) {
        return Optional.empty();
      }
      Syscalls.check(result, "statx", path, name);
      return Optional.of(new Statx(buffer).state());
    }
  }

  /**
   * The state of this directory itself.
   *
   * @return its state, also when it was removed meanwhile
   * @throws PosixException when the state cannot be read
   */
  public FileState state() throws PosixException {
    try (Descriptor.Lease held = descriptor.lease()) {
      return syscalls.stateOf(held.number(), path, "").state();
    }
  }

  /**
   * The names in this directory but {@code .} and {@code ..}, in the order of the file system.
   *
   * @return names and kinds
   * @throws PosixException when the directory cannot be read; ENOENT when it was removed
   */
  public List<DirectoryEntry> entries() throws PosixException {
    try (Descriptor.Lease held = descriptor.lease()) {
      return new Listing(syscalls, path).read(held.number());
    }
  }

  /**
   * Reads a whole file.
   *
   * @param name its name
   * @param maxBytes how large it may be
   * @return the content
   * @throws UnfitFileException when it is not a regular file, or larger than allowed
   * @throws PosixException when it is not there or cannot be read
   */
  public byte[] read(String name, int maxBytes) throws PosixException {
    return readWithState(name, maxBytes).content();
  }

  /**
   * Reads a whole file and its state through one descriptor, so that both are of the same file.
   *
   * @param name its name
   * @param maxBytes how large it may be
   * @return content and state
   * @throws UnfitFileException when it is not a regular file, or larger than allowed
   * @throws PosixException when it is not there or cannot be read
   */
  public FileRead readWithState(String name, int maxBytes) throws PosixException {
    byte[] bytes = checked("openat", name);
    try (Descriptor.Lease held = descriptor.lease()) {
      return new FileReader(syscalls, path, name).read(held.number(), bytes, maxBytes);
    }
  }

  /**
   * Reads the end of a file.
   *
   * @param name its name
   * @param maxBytes how much of it to read at most
   * @return the last bytes, all where there are fewer, and the state of the same file; what is
   *     added meanwhile is not read
   * @throws UnfitFileException when it is not a regular file
   * @throws PosixException when it is not there or cannot be read
   */
  public FileRead readTail(String name, int maxBytes) throws PosixException {
    byte[] bytes = checked("openat", name);
    try (Descriptor.Lease held = descriptor.lease()) {
      return new FileReader(syscalls, path, name).readTail(held.number(), bytes, maxBytes);
    }
  }

  /**
   * Removes a name that is not a directory.
   *
   * @param name the name
   * @throws PosixException when it is not there or cannot be removed
   */
  public void remove(String name) throws PosixException {
    byte[] bytes = checked("unlinkat", name);
    try (Descriptor.Lease held = descriptor.lease()) {
      Syscalls.check(syscalls.unlink(held.number(), bytes), "unlinkat", path, name);
    }
  }

  /**
   * Renames within this directory; what has the new name is replaced.
   *
   * @param from the name now
   * @param to the name then
   * @throws PosixException when it cannot be renamed
   */
  public void rename(String from, String to) throws PosixException {
    byte[] fromBytes = checked("renameat", from);
    byte[] toBytes = checked("renameat", to);
    try (Descriptor.Lease held = descriptor.lease()) {
      Syscalls.check(syscalls.rename(held.number(), fromBytes, toBytes), "renameat", path, from);
    }
  }

  /**
   * Waits until the names in this directory are on the disk.
   *
   * @throws PosixException when the system cannot promise it
   */
  public void sync() throws PosixException {
    try (Descriptor.Lease held = descriptor.lease()) {
      Syscalls.check(syscalls.fsyncDirectory(held.number()), "fsync", path, "");
    }
  }

  /**
   * Where the directory was when it was opened.
   *
   * @return for messages only: it may be elsewhere now, and odd bytes are escaped
   */
  public Path path() {
    return path;
  }

  /** Closes the descriptor when the last call under way has ended. */
  @Override
  public void close() {
    descriptor.close();
  }

  @Override
  public String toString() {
    return path.toString();
  }

  /** The file system it is on, to know which files one syncfs(2) covers. */
  long device() {
    return device;
  }

  /** The descriptor, for calls relative to this directory. */
  public Descriptor descriptor() {
    return descriptor;
  }

  /** The calls that it makes. */
  Syscalls syscalls() {
    return syscalls;
  }

  /**
   * The bytes of a name in this directory, as libc wants them.
   *
   * @param call the call that they are for, as the failure names it
   */
  byte[] checked(String call, String name) throws PosixException {
    if (!FileNames.isName(name)) {
      throw Syscalls.failure(Errno.EINVAL.number(), call, path, name);
    }
    return FileNames.terminated(name);
  }
}
