// SPDX-License-Identifier: Apache-2.0
package org.credmint.os.watch;

import org.credmint.os.libc.FileNames;

/**
 * Something that happened in a watched directory.
 *
 * @param key the number its directory was added under; -1 for {@link Kind#OVERFLOW}
 * @param name the lossless name in the directory (see {@link FileNames}); empty where the event is
 *     about the directory itself, or about all of them
 * @param kind what happened
 */
public record WatchEvent(int key, String name, Kind kind) {

  /** What can happen. */
  public enum Kind {
    /** A name was made, moved in, or closed after writing. */
    CREATED_OR_MOVED_IN,
    /** A file was written to, in a directory whose writes are watched. */
    WRITTEN,
    /** A name was removed or moved out. */
    REMOVED,
    /** Events were lost, of any directory: look at everything again. */
    OVERFLOW,
    /** The directory was removed or moved, and is watched no more. */
    DIRECTORY_GONE
  }
}
