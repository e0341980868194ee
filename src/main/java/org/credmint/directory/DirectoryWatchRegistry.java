// SPDX-License-Identifier: Apache-2.0
package org.credmint.directory;

import org.credmint.os.file.Directory;

/** Has users' directories watched, where the system grants enough watches. */
public interface DirectoryWatchRegistry {
  /**
   * Asks for word of changes in a directory.
   *
   * @param key under which word comes
   * @return whether word will come
   */
  boolean add(Directory directory, int key);
}
