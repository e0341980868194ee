// SPDX-License-Identifier: Apache-2.0
package org.credmint.os.file;

import org.credmint.os.libc.Descriptor;
import org.credmint.os.libc.Errno;
import org.credmint.os.libc.Posix;
import org.credmint.os.libc.PosixException;
import org.credmint.os.libc.Syscalls;

/** The lock of flock(2). It binds only those who ask for the same lock. */
public final class ExclusiveLock {
  private ExclusiveLock() {}

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
