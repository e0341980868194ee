// SPDX-License-Identifier: Apache-2.0
package org.credmint.os.libc;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** An eventfd(2) that does not block: a counter which one side raises and the other waits for. */
public final class EventDescriptor {

  private static final byte[] ONE = eight(1);

  private final Posix posix;
  private final int number;

  public EventDescriptor(Posix posix, int number) {
    this.posix = posix;
    this.number = number;
  }

  /** The descriptor's number. */
  public int number() {
    return number;
  }

  /** Wakes who waits. */
  public void raise() {
    Syscalls.again(() -> posix.write(number, ONE, 0, ONE.length));
  }

  /**
   * Waits until it was raised, and takes the count back to zero.
   *
   * @return false when it cannot be waited for any more
   */
  public boolean await() {
    PollSet poll = new PollSet(number);
    byte[] count = new byte[Long.BYTES];
    while (true) {
      if (poll.await(posix) < 0) {
        return false;
      }
      int result = Syscalls.again(() -> posix.read(number, count, count.length));
      if (!Errno.EAGAIN.is(-result)) {
        return result == count.length;
      }
    }
  }

  private static byte[] eight(long value) {
    return ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder()).putLong(value).array();
  }
}
