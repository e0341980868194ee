package org.credmint.store;

import org.credmint.os.FileState;

/**
 * By what a file is known again without being read: any write, rename or change of mode alters it.
 *
 * @param inode the inode's number
 * @param changedNanos the inode's change time, nanoseconds since 1970
 */
public record FileMark(long inode, long changedNanos) {
  /** The mark of no file. */
  public static final FileMark NONE = new FileMark(0, 0);

  static FileMark of(FileState state) {
    return new FileMark(state.inode(), state.changedNanos());
  }
}
