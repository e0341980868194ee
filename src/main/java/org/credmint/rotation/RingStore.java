// SPDX-License-Identifier: Apache-2.0
package org.credmint.rotation;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.credmint.key.UnusableKeyException;
import org.credmint.os.Host;
import org.credmint.os.file.Directory;
import org.credmint.os.file.DirectoryMaker;
import org.credmint.os.file.DurableBatch.Replacement;
import org.credmint.os.file.ExclusiveLock;
import org.credmint.os.libc.FileNames;
import org.credmint.os.libc.FileState;
import org.credmint.os.libc.PosixException;

/**
 * A ring's directory: the file that describes the ring, replaced atomically under a lock, and
 * beside it the private keys. Everybody may look at the description; only root and this process's
 * user may change it.
 */
final class RingStore {
  static final String NAME = "ring.json";

  private static final int LARGEST = 1 << 20;
  private static final int FILE_MODE = 0644;
  private static final int DIRECTORY_MODE = 0755;
  private static final int GROUP_OR_OTHERS_WRITE = 0022;
  private static final int ROOT = 0;

  private final Host host;
  private final Path path;
  private final RingNote note;
  private final int daemonUser;

  /**
   * The ring in a directory.
   *
   * @param notes where is written down how far it has come; empty for nowhere
   * @param daemonUser whose it may be, besides root
   */
  RingStore(Host host, Path path, Optional<Path> notes, int daemonUser) {
    this.daemonUser = daemonUser;
    this.host = host;
    this.path = path;
    this.note = new RingNote(host, notes, path);
  }

  /** What a ring is to become. */
  @FunctionalInterface
  interface Change {
    /**
     * The ring afterwards; called with the lock held.
     *
     * @param before empty where there is none yet
     */
    Ring of(Optional<Ring> before) throws UnusableKeyException;
  }

  /** The directory. */
  Path path() {
    return path;
  }

  /**
   * The ring.
   *
   * @return empty where there is none yet
   * @throws UnusableKeyException where it cannot be read or trusted, or is older than it was
   */
  Optional<Ring> read() throws UnusableKeyException {
    try (Directory directory = host.openDirectoryFollowingLink(path)) {
      return read(directory);
    } catch (PosixException e) {
      if (e.isGone()) {
        note.check(0);
        return Optional.empty();
      }
      throw unreadable(e);
    }
  }

  /**
   * Changes the ring, and returns when that is on the disk. A change to what it was writes nothing.
   *
   * @throws UnusableKeyException where it cannot be read, trusted or written, or somebody else is
   *     changing it; then it is as it was
   */
  Ring change(Change change) throws UnusableKeyException {
    try (Directory directory = openOrMake()) {
      checkOwned(directory.state());
      if (!ExclusiveLock.tryTake(directory)) {
        throw new UnusableKeyException(
            "is just being changed by another process", "try again in a moment");
      }
      Optional<Ring> before = read(directory);
      Ring after = change.of(before);
      if (before.filter(after::equals).isPresent()) {
        return after;
      }
      return write(directory, after.changed());
    } catch (PosixException e) {
      throw new UnusableKeyException(
          "cannot be changed: " + e.getMessage(),
          "make the directory writable for uid " + host.identity().uid());
    }
  }

  /** How often the ring was changed; another number than any where it cannot be read. */
  int lastChange() {
    try {
      return read().map(Ring::change).orElse(-1);
    } catch (UnusableKeyException e) {
      return -1;
    }
  }

  private Optional<Ring> read(Directory directory) throws PosixException, UnusableKeyException {
    checkClosed(directory.state());
    if (directory.state(NAME).isEmpty()) {
      note.check(0);
      return Optional.empty();
    }
    Ring ring = RingJson.read(directory.read(NAME, LARGEST));
    note.check(ring.change());
    return Optional.of(ring);
  }

  private Ring write(Directory directory, Ring ring) throws PosixException {
    Replacement file =
        new Replacement(directory, NAME, RingJson.write(ring), FILE_MODE, OptionalInt.empty());
    Optional<PosixException> failure = host.durableBatch().replaceAll(List.of(file)).get(0);
    if (failure.isPresent()) {
      throw failure.get();
    }
    note.write(ring.change());
    return ring;
  }

  private Directory openOrMake() throws PosixException {
    try {
      return host.openDirectoryFollowingLink(path);
    } catch (PosixException e) {
      Path parent = path.getParent();
      if (!e.symbol().equals("ENOENT") || parent == null) {
        throw e;
      }
      try (Directory above = host.openDirectoryFollowingLink(parent)) {
        String name = FileNames.ofText(String.valueOf(path.getFileName()));
        return new DirectoryMaker(above).make(name, host.identity().uid(), DIRECTORY_MODE);
      }
    }
  }

  private void checkClosed(FileState state) throws UnusableKeyException {
    if (state.uid() != ROOT && state.uid() != daemonUser) {
      throw new UnusableKeyException(
          "belongs to uid %d, who could change keys".formatted(state.uid()),
          "run 'chown root %s'".formatted(path));
    }
    if ((state.mode() & GROUP_OR_OTHERS_WRITE) != 0) {
      throw new UnusableKeyException(
          String.format(Locale.ROOT, "has mode %04o, so others could change keys", state.mode()),
          "run 'chmod go-w %s'".formatted(path));
    }
  }

  /** Keys that another user made could not be read by the daemon. */
  private void checkOwned(FileState state) throws UnusableKeyException {
    if (state.uid() != host.identity().uid()) {
      throw new UnusableKeyException(
          "belongs to uid %d, whose daemon has to read the keys".formatted(state.uid()),
          "run this as that user");
    }
  }

  private UnusableKeyException unreadable(PosixException e) {
    return new UnusableKeyException(
        "cannot be read: " + e.getMessage(), "run this command as root, or fix the directory");
  }
}
