// SPDX-License-Identifier: Apache-2.0
package org.credmint.store;

import java.nio.file.Path;
import java.util.Optional;
import org.credmint.os.Host;
import org.credmint.os.file.Directory;
import org.credmint.os.file.DirectoryEntry;
import org.credmint.os.file.DirectoryMaker;
import org.credmint.os.libc.FileNames;
import org.credmint.os.libc.FileState;
import org.credmint.os.libc.PosixException;

/**
 * A directory outside HTCondor's credential directory that credentials are written into. It is
 * reached from the root step by step, through directories that nobody but root and the daemon's own
 * user can change, so that nobody can have a credential written elsewhere.
 */
public final class ExportDirectory {
  private static final int ROOT = 0;
  private static final int GROUP_AND_OTHERS_WRITE = 0022;
  private static final int STICKY = 01000;
  private static final int READABLE = 0755;

  private final Host host;

  public ExportDirectory(Host host) {
    this.host = host;
  }

  /** A directory that is not safe to write into, with the reason. */
  public static final class UnsafeDirectoryException extends Exception {
    private static final long serialVersionUID = 1L;

    UnsafeDirectoryException(String reason) {
      super(reason);
    }
  }

  /**
   * Opens a directory.
   *
   * @param path its absolute path; a symbolic link in any place of it is refused
   * @param make whether what is missing of it is made, for everybody to look into
   * @return the open directory, to be closed by the caller; who owns it is to be judged by {@link
   *     #whyUnsafe}
   * @throws UnsafeDirectoryException where somebody else could change the way to it
   * @throws PosixException where it is not there, or cannot be opened or made
   */
  public Directory open(Path path, boolean make) throws PosixException, UnsafeDirectoryException {
    Directory at = host.openDirectory(Path.of("/"));
    for (Path name : path) {
      try (Directory parent = at) {
        refuseChangeable(parent);
        at = child(parent, FileNames.ofText(name.toString()), make);
      }
    }
    return at;
  }

  private Directory child(Directory parent, String name, boolean make)
      throws PosixException, UnsafeDirectoryException {
    Optional<FileState> state = parent.state(name);
    if (state.isPresent() && state.get().kind() != FileState.Kind.DIRECTORY) {
      throw new UnsafeDirectoryException(
          "%s/%s is a %s, not a directory; write the path without links"
              .formatted(parent.path(), FileNames.printable(name), state.get().kind().text()));
    }
    return make && state.isEmpty()
        ? new DirectoryMaker(parent).make(name, host.identity().uid(), READABLE)
        : parent.child(name);
  }

  /** What is on the way may be owned by root or the daemon's user only. */
  private void refuseChangeable(Directory directory)
      throws PosixException, UnsafeDirectoryException {
    FileState state = directory.state();
    if (state.uid() != ROOT && state.uid() != host.identity().uid()) {
      throw new UnsafeDirectoryException(ownedBy(directory, state));
    }
    if ((state.mode() & GROUP_AND_OTHERS_WRITE) != 0 && (state.mode() & STICKY) == 0) {
      throw new UnsafeDirectoryException(writable(directory, state));
    }
  }

  /**
   * Why a credential must not be written into an open directory.
   *
   * @param file what is to be written; its owner may own the directory too
   * @throws PosixException where the system does not tell
   */
  public Optional<String> whyUnsafe(Directory directory, CredentialFile file)
      throws PosixException {
    FileState state = directory.state();
    boolean isOurs =
        state.uid() == ROOT
            || state.uid() == host.identity().uid()
            || (file.uid().isPresent() && file.uid().getAsInt() == state.uid());
    if (!isOurs) {
      return Optional.of(ownedBy(directory, state));
    }
    return (state.mode() & GROUP_AND_OTHERS_WRITE) == 0
        ? Optional.empty()
        : Optional.of(writable(directory, state));
  }

  private static String ownedBy(Directory directory, FileState state) {
    return "directory %s is owned by uid %d, who could have credentials written elsewhere; give it to root"
        .formatted(directory.path(), state.uid());
  }

  private static String writable(Directory directory, FileState state) {
    return "directory %s has mode %04o, so others can change what is in it; run 'chmod go-w %s'"
        .formatted(directory.path(), state.mode(), directory.path());
  }

  /** Removes what killed runs left there; a failure is met again by the next write. */
  public static void tidy(Directory directory, CredentialStore store) {
    try {
      for (DirectoryEntry entry : directory.entries()) {
        store.removeLeftover(directory, entry.name());
      }
    } catch (PosixException e) {
      // It costs a little space, and the write itself tells what is wrong.
    }
  }
}
