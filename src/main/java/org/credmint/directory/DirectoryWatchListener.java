// SPDX-License-Identifier: Apache-2.0
package org.credmint.directory;

/** Is told what a watch of the credential directory saw; by any thread. */
public interface DirectoryWatchListener {
  /** Something changed in a user's directory, or the directory is new. */
  void userChanged(String user);

  /**
   * A watched directory changed.
   *
   * @param key by which it is watched, see {@link DirectoryWatchRegistry#add}
   * @param ended whether no more word will come of it
   */
  void directoryChanged(int key, boolean ended);

  /** Changes were lost: only a comparison of all directories finds them. */
  void changesLost();
}
