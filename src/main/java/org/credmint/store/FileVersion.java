// SPDX-License-Identifier: Apache-2.0
package org.credmint.store;

import org.credmint.os.libc.FileState;

/**
 * By what a file is known again without being read: any write, rename or change of mode alters it.
 *
 * @param inode the inode's number
 * @param changedNanos the inode's change time, nanoseconds since 1970
 */
public record FileVersion(long inode, long changedNanos) {
  /** The mark of no file. */
  public static final FileVersion NONE = new FileVersion(0, 0);

  static FileVersion of(FileState state) {
    return new FileVersion(state.inode(), state.changedNanos());
  }
}
