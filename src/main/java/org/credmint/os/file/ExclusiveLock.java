// SPDX-License-Identifier: Apache-2.0
package org.credmint.os.file;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.credmint.os.libc.Descriptor;
import org.credmint.os.libc.Errno;
import org.credmint.os.libc.Posix;
import org.credmint.os.libc.PosixException;
import org.credmint.os.libc.Syscalls;

/** The lock of flock(2). It binds only those who ask for the same lock. */
public final class ExclusiveLock {
  private static final Duration PAUSE = Duration.ofMillis(100);

  private ExclusiveLock() {}

  /**
   * Takes a directory as {@link #tryTake} does, and waits while someone else has it.
   *
   * @param patience for how long
   * @return false when someone else still has it
   */
  public static boolean take(Directory directory, Duration patience) throws PosixException {
    for (Duration left = patience; !tryTake(directory); left = left.minus(PAUSE)) {
      if (left.isNegative()) {
        return false;
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    return true;
  }

  /**
   * Takes a directory for this open descriptor alone, until it is closed or the process ends.
   *
   * @return false when someone else has it
   * @throws PosixException when the file system has no locks
   */
  public static boolean tryTake(Directory directory) throws PosixException {
    try (Descriptor.Lease held = directory.descriptor().lease()) {
      Posix posix = directory.syscalls().posix();
      int result = Syscalls.again(() -> posix.flock(held.number(), Posix.LOCK_EX | Posix.LOCK_NB));
      if (Errno.EAGAIN.is(-result)) {
        return false;
      }
      Syscalls.check(result, "flock", directory.path(), "");
      return true;
    }
  }
}
