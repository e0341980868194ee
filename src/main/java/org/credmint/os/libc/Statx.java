// SPDX-License-Identifier: Apache-2.0
package org.credmint.os.libc;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reads {@code struct statx} (linux/stat.h), whose layout is the same on every processor, unlike
 * that of {@code struct stat}.
 */
public final class Statx {

  private static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.nativeOrder());
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final byte[] buffer;

  public Statx(byte[] buffer) {
    this.buffer = buffer;
  }

  /** All that is of interest. */
  public FileState state() {
    return new FileState(
        kind(), mode(), uid(), gid(), (long) LONGS.get(buffer, 40), inode(), nanos(112), nanos(96));
  }

  /** What kind of file it is. */
  public FileState.Kind kind() {
    return FileState.Kind.ofMode((short) SHORTS.get(buffer, 28) & 0xffff);
  }

  /** The permission bits, 0 to 07777. */
  public int mode() {
    return (short) SHORTS.get(buffer, 28) & 07777;
  }

  /** The owner's user id. */
  public int uid() {
    return (int) INTS.get(buffer, 20);
  }

  /** The group id. */
  public int gid() {
    return (int) INTS.get(buffer, 24);
  }

  long inode() {
    return (long) LONGS.get(buffer, 32);
  }

  /** The file system, as one number. */
  public long device() {
    return (long) (int) INTS.get(buffer, 136) << 32 | ((int) INTS.get(buffer, 140) & 0xffff_ffffL);
  }

  boolean isSameFile(Statx other) {
    return inode() == other.inode() && device() == other.device();
  }

  private long nanos(int at) {
    long seconds = (long) LONGS.get(buffer, at);
    return seconds * NANOS_PER_SECOND + (int) INTS.get(buffer, at + 8);
  }
}
