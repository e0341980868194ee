// SPDX-License-Identifier: Apache-2.0
package org.credmint.os.file;

import org.credmint.os.libc.Descriptor;
import org.credmint.os.libc.Errno;
import org.credmint.os.libc.PosixException;
import org.credmint.os.libc.Syscalls;

/** Makes directories in one that is open. */
public final class DirectoryMaker {
  /** Until it has its owner. */
  private static final int OWNER_ONLY = 0700;

  /** fchown(2) leaves the group alone. */
  private static final int SAME_GROUP = -1;

  private final Directory parent;

  public DirectoryMaker(Directory parent) {
    this.parent = parent;
  }

  /**
   * Makes a directory for its owner alone; see {@link #make(String, int, int)}.
   *
   * @param name its name
   * @param owner the user id it is given to
   * @return the open directory, to be closed by the caller
   * @throws PosixException when it cannot be made, given away or opened
   */
  public Directory make(String name, int owner) throws PosixException {
    return make(name, owner, OWNER_ONLY);
  }

  /**
   * Makes a directory and opens it. It gets the parent's group where the parent hands its group
   * down (setgid). One that is there already is opened as it is.
   *
   * @param name its name
   * @param owner the user id it is given to
   * @param mode its permission bits, whatever the umask
   * @return the open directory, to be closed by the caller
   * @throws PosixException when it cannot be made, given away or opened
   */
  public Directory make(String name, int owner, int mode) throws PosixException {
    byte[] bytes = parent.checked("mkdirat", name);
    try (Descriptor.Lease held = parent.descriptor().lease()) {
      int result =
          Syscalls.again(() -> parent.syscalls().posix().mkdirat(held.number(), bytes, OWNER_ONLY));
      if (Errno.EEXIST.is(-result)) {
        return parent.child(name);
      }
      Syscalls.check(result, "mkdirat", parent.path(), name);
    }
    Directory made = parent.child(name);
    try (Descriptor.Lease held = made.descriptor().lease()) {
      int result =
          Syscalls.again(() -> parent.syscalls().posix().fchown(held.number(), owner, SAME_GROUP));
      Syscalls.check(result, "fchown", parent.path(), name);
      if (mode != OWNER_ONLY) {
        int moded = Syscalls.again(() -> parent.syscalls().posix().fchmod(held.number(), mode));
        Syscalls.check(moded, "fchmod", parent.path(), name);
      }
      return made;
    } catch (PosixException e) {
      made.close();
      throw e;
    }
  }
}
