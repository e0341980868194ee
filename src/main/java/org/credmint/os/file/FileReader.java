// SPDX-License-Identifier: Apache-2.0
package org.credmint.os.file;

import java.nio.file.Path;
import java.util.Arrays;
import org.credmint.os.libc.Errno;
import org.credmint.os.libc.FileState;
import org.credmint.os.libc.Posix;
import org.credmint.os.libc.PosixException;
import org.credmint.os.libc.Statx;
import org.credmint.os.libc.Syscalls;

/** Reads one regular file of limited size, whatever else may stand under its name. */
final class FileReader {

  private final Syscalls syscalls;
  private final Path path;
  private final String name;

  FileReader(Syscalls syscalls, Path path, String name) {
    this.syscalls = syscalls;
    this.path = path;
    this.name = name;
  }

  FileRead read(int directory, byte[] nameBytes, int maxBytes) throws PosixException {
    int descriptor = open(directory, nameBytes);
    try {
      FileState state = regular(descriptor);
      return new FileRead(content(descriptor, state.size(), maxBytes), state);
    } finally {
      syscalls.posix().close(descriptor);
    }
  }

  FileRead readTail(int directory, byte[] nameBytes, int maxBytes) throws PosixException {
    int descriptor = open(directory, nameBytes);
    try {
      FileState state = regular(descriptor);
      int wanted = (int) Math.min(maxBytes, state.size());
      return new FileRead(from(descriptor, state.size() - wanted, wanted), state);
    } finally {
      syscalls.posix().close(descriptor);
    }
  }

  private int open(int directory, byte[] nameBytes) throws PosixException {
    // O_NONBLOCK: opening a FIFO would otherwise wait until someone writes to it
    int flags = Posix.O_RDONLY | Posix.O_NONBLOCK | Posix.O_NOCTTY | syscalls.posix().noFollow();
    int descriptor = syscalls.open(directory, nameBytes, flags, 0);
    if (descriptor < 0) {
      throw whyNotOpened(directory, nameBytes, -descriptor);
    }
    return descriptor;
  }

  private FileState regular(int descriptor) throws PosixException {
    FileState state = syscalls.stateOf(descriptor, path, name).state();
    if (state.kind() != FileState.Kind.REGULAR) {
      throw UnfitFileException.notRegular(shown(), state.kind());
    }
    return state;
  }

  /** So many bytes from a place on; fewer where the file was cut meanwhile. */
  private byte[] from(int descriptor, long offset, int wanted) throws PosixException {
    byte[] content = new byte[wanted];
    byte[] buffer = new byte[wanted];
    int total = 0;
    while (total < wanted) {
      long at = offset + total;
      int left = wanted - total;
      int result = Syscalls.again(() -> syscalls.posix().pread(descriptor, buffer, left, at));
      int count = Syscalls.check(result, "pread", path, name);
      if (count == 0) {
        return Arrays.copyOf(content, total);
      }
      System.arraycopy(buffer, 0, content, total, count);
      total += count;
    }
    return content;
  }

  /** A link and a socket cannot be opened; say what they are rather than what open(2) says. */
  PosixException whyNotOpened(int directory, byte[] nameBytes, int errno) {
    if (Errno.ELOOP.is(errno) || Errno.ENXIO.is(errno)) {
      byte[] buffer = new byte[Posix.STATX_SIZE];
      int result = syscalls.statx(directory, nameBytes, Posix.AT_SYMLINK_NOFOLLOW, buffer);
      FileState.Kind kind = result < 0 ? FileState.Kind.REGULAR : new Statx(buffer).kind();
      if (kind != FileState.Kind.REGULAR) {
        return UnfitFileException.notRegular(shown(), kind);
      }
    }
    return Syscalls.failure(errno, "openat", path, name);
  }

  /** The size is only a first guess: the file may grow or shrink while it is read. */
  private byte[] content(int descriptor, long size, int maxBytes) throws PosixException {
    if (size > maxBytes) {
      throw UnfitFileException.tooLarge(shown(), size, maxBytes);
    }
    byte[] content = new byte[(int) size];
    byte[] buffer = new byte[(int) Math.min(size + 1, Integer.MAX_VALUE - 8)];
    int total = 0;
    try {
      while (true) {
        int count =
            Syscalls.check(syscalls.read(descriptor, buffer, buffer.length), "read", path, name);
        if (count == 0) {
          return trimmed(content, total);
        }
        if ((long) total + count > maxBytes) {
          throw UnfitFileException.tooLarge(shown(), (long) total + count, maxBytes);
        }
        content = withRoom(content, total + count);
        System.arraycopy(buffer, 0, content, total, count);
        total += count;
      }
    } finally {
      Arrays.fill(buffer, (byte) 0);
    }
  }

  private static byte[] withRoom(byte[] content, int needed) {
    if (needed <= content.length) {
      return content;
    }
    int length = (int) Math.min(Math.max(needed, content.length * 2L), Integer.MAX_VALUE - 8);
    return copiedAndWiped(content, length);
  }

  private static byte[] trimmed(byte[] content, int length) {
    return content.length == length ? content : copiedAndWiped(content, length);
  }

  private static byte[] copiedAndWiped(byte[] content, int length) {
    byte[] copy = Arrays.copyOf(content, length);
    Arrays.fill(content, (byte) 0);
    return copy;
  }

  private String shown() {
    return Syscalls.shown(path, name);
  }
}
