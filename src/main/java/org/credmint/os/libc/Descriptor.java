// SPDX-License-Identifier: Apache-2.0
package org.credmint.os.libc;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An open descriptor that is closed only when nobody uses it any more: the system gives a closed
 * number to the next file that is opened, and a thread still at work would then write to that one.
 */
public final class Descriptor implements AutoCloseable {

  private final Posix posix;
  private final int number;
  private final Path path;
  private final Lease lease = new Lease();
  private final AtomicBoolean closed = new AtomicBoolean();

  /** The owner counts as one; the descriptor is closed when this reaches zero. */
  private final AtomicInteger users = new AtomicInteger(1);

  public Descriptor(Posix posix, int number, Path path) {
    this.posix = posix;
    this.number = number;
    this.path = path;
  }

  /** The right to use the descriptor until the hold is closed. */
  public final class Lease implements AutoCloseable {

    public int number() {
      return number;
    }

    @Override
    public void close() {
      release();
    }
  }

  /**
   * Begins a use.
   *
   * @throws IllegalStateException when the owner has closed it
   */
  public Lease lease() {
    while (true) {
      int now = users.get();
      if (now == 0 || closed.get()) {
        throw new IllegalStateException(path + " was closed and is used no more");
      }
      if (users.compareAndSet(now, now + 1)) {
        return lease;
      }
    }
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      release();
    }
  }

  private void release() {
    if (users.decrementAndGet() == 0) {
      posix.close(number); // nothing was written through it, so no error can be lost
    }
  }
}
