// SPDX-License-Identifier: Apache-2.0
package org.credmint.os.file;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.credmint.os.libc.Errno;
import org.credmint.os.libc.FileNames;
import org.credmint.os.libc.FileState;
import org.credmint.os.libc.Posix;
import org.credmint.os.libc.PosixException;
import org.credmint.os.libc.Statx;
import org.credmint.os.libc.Syscalls;

/** Reads the names in a directory by getdents64(2): many names with one call. */
final class Listing {

  private static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.nativeOrder());

  /** Enough for a hundred names; most directories hold fewer, and the buffer is copied. */
  private static final int FIRST_BUFFER = 4_096;

  private static final int LARGEST_BUFFER = 65_536;

  /** Where {@code struct linux_dirent64} keeps the record's length, the type and the name. */
  private static final int LENGTH_AT = 16;

  private static final int TYPE_AT = 18;
  private static final int NAME_AT = 19;

  private final Syscalls syscalls;
  private final Path path;

  Listing(Syscalls syscalls, Path path) {
    this.syscalls = syscalls;
    this.path = path;
  }

  /** Lists a directory through a descriptor of its own, since the position belongs to it. */
  List<DirectoryEntry> read(int directory) throws PosixException {
    byte[] here = {'.', 0};
    int flags = Posix.O_RDONLY | syscalls.posix().directory();
    int descriptor = Syscalls.check(syscalls.open(directory, here, flags, 0), "openat", path, "");
    try {
      return readAll(descriptor);
    } finally {
      syscalls.posix().close(descriptor);
    }
  }

  private List<DirectoryEntry> readAll(int descriptor) throws PosixException {
    List<DirectoryEntry> entries = new ArrayList<>();
    byte[] buffer = new byte[FIRST_BUFFER];
    while (true) {
      byte[] target = buffer;
      int filled = Syscalls.again(() -> syscalls.posix().getdents64(descriptor, target));
      if (Syscalls.check(filled, "getdents64", path, "") == 0) {
        return entries;
      }
      parse(descriptor, buffer, filled, entries);
      if (buffer.length < LARGEST_BUFFER && filled > buffer.length / 2) {
        buffer = new byte[buffer.length * 4];
      }
    }
  }

  private void parse(int descriptor, byte[] buffer, int filled, List<DirectoryEntry> entries)
      throws PosixException {
    int at = 0;
    while (at + NAME_AT < filled) {
      int length = (short) SHORTS.get(buffer, at + LENGTH_AT) & 0xffff;
      String name = nameAt(buffer, at + NAME_AT, at + length);
      if (!name.equals(".") && !name.equals("..")) {
        FileState.Kind kind = FileState.Kind.ofDirent(buffer[at + TYPE_AT]);
        entries.add(new DirectoryEntry(name, known(descriptor, name, kind)));
      }
      at += length;
    }
  }

  private static String nameAt(byte[] buffer, int from, int limit) {
    int to = from;
    while (to < limit && buffer[to] != 0) {
      to++;
    }
    return new String(buffer, from, to - from, StandardCharsets.ISO_8859_1);
  }

  /** Some file systems leave the type out of the listing. */
  private FileState.Kind known(int descriptor, String name, FileState.Kind kind)
      throws PosixException {
    if (kind != FileState.Kind.UNKNOWN) {
      return kind;
    }
    byte[] buffer = new byte[Posix.STATX_SIZE];
    byte[] bytes = FileNames.terminated(name);
    int result = syscalls.statx(descriptor, bytes, Posix.AT_SYMLINK_NOFOLLOW, buffer);
    if (Errno.ENOENT.is(-result)) {
      return FileState.Kind.UNKNOWN; // removed since it was listed
    }
    Syscalls.check(result, "statx", path, name);
    return new Statx(buffer).kind();
  }
}
