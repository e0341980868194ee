// SPDX-License-Identifier: Apache-2.0
package org.credmint.os.libc;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Descriptors to wait for: the array of {@code struct pollfd} that poll(2) takes. */
public final class PollSet {

  private static final int POLLFD_SIZE = 8;
  private static final int EVENTS_AT = 4;
  private static final int REVENTS_AT = 6;
  private static final short POLLIN = 1;

  private final byte[] bytes;
  private final int count;

  public PollSet(int... descriptors) {
    this.count = descriptors.length;
    this.bytes = new byte[count * POLLFD_SIZE];
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    for (int i = 0; i < count; i++) {
      buffer.putInt(i * POLLFD_SIZE, descriptors[i]);
      buffer.putShort(i * POLLFD_SIZE + EVENTS_AT, POLLIN);
    }
  }

  /** Waits until one can be read; negative when waiting failed. */
  public int await(Posix posix) {
    return await(posix, -1);
  }

  /** Waits until one can be read, this many milliseconds at most; zero when none can. */
  public int await(Posix posix, int longestMillis) {
    return Syscalls.again(() -> posix.poll(bytes, count, longestMillis));
  }

  /** Whether one of them, by its place, can be read or is broken. */
  public boolean isReady(int place) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    return buffer.getShort(place * POLLFD_SIZE + REVENTS_AT) != 0;
  }
}
