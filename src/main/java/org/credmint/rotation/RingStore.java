// SPDX-License-Identifier: Apache-2.0
package org.credmint.rotation;

import java.nio.file.Path;
import java.time.Duration;
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
import org.credmint.os.file.FileRead;
import org.credmint.os.libc.FileNames;
import org.credmint.os.libc.FileState;
import org.credmint.os.libc.PosixException;

/**
 * A ring's directory: the file that describes the ring, replaced atomically under a lock, and
 * beside it the private keys. Nobody but its owner may enter it, since whoever can open a directory
 * can also hold its lock.
 */
final class RingStore {
  static final String NAME = "ring.json";

  /** Stands for the user of a daemon where that is not known. */
  static final int ANYBODY = -1;

  private static final int LARGEST = 1 << 20;
  private static final int FILE_MODE = 0600;
  private static final int DIRECTORY_MODE = 0700;
  private static final int GROUP_AND_OTHERS = 0077;
  private static final int OTHERS_WRITE = 0022;

  /** A change takes some milliseconds, and may wait for the lock of a publication. */
  private static final Duration PATIENCE = Duration.ofSeconds(4);

  private static final int ROOT = 0;

  private final Host host;
  private final Path path;
  private final RingNote note;
  private final int daemonUser;
  private final boolean forgiving;

  /**
   * The ring in a directory.
   *
   * @param notes where is written down how far it has come; empty for nowhere
   * @param daemonUser whose it may be, besides root; {@link #ANYBODY} for anybody
   * @param forgiving whether a ring that is older than it was is taken as it is
   */
  RingStore(Host host, Path path, Optional<Path> notes, int daemonUser, boolean forgiving) {
    this.daemonUser = daemonUser;
    this.forgiving = forgiving;
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
    int noted = noted();
    try (Directory directory = host.openDirectoryFollowingLink(path)) {
      return read(directory, noted);
    } catch (PosixException e) {
      if (e.isGone()) {
        note.check(noted, 0);
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
      lock(directory);
      Optional<Ring> before = read(directory, noted());
      Ring after = change.of(before);
      if (before.filter(after::equals).isPresent()) {
        return after;
      }
      Ring written =
          write(directory, new Ring(Math.max(after.change(), note.read()), after.keys()));
      keepNote(written); // where that fails the next round tries again, and tells
      return written;
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

  /**
   * Notes how far the ring has come, where that is not noted yet.
   *
   * @return why it cannot be noted
   */
  Optional<String> keepNote(Ring ring) {
    try {
      if (note.read() < ring.change()) {
        note.write(ring.change());
      }
      return Optional.empty();
    } catch (PosixException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** To be read before the ring, since it is written after it. */
  private int noted() {
    return forgiving ? 0 : note.read();
  }

  private void lock(Directory directory) throws PosixException, UnusableKeyException {
    if (!ExclusiveLock.take(directory, PATIENCE)) {
      throw new UnusableKeyException(
          "is just being changed by another process", "try again in a moment");
    }
  }

  private Optional<Ring> read(Directory directory, int noted)
      throws PosixException, UnusableKeyException {
    checkClosed(directory.state());
    if (directory.state(NAME).isEmpty()) {
      note.check(noted, 0);
      return Optional.empty();
    }
    FileRead file = directory.readWithState(NAME, LARGEST);
    if ((file.state().mode() & OTHERS_WRITE) != 0) {
      throw new UnusableKeyException(
          "has a description that others can change",
          "run 'chmod 600 %s'".formatted(path.resolve(NAME)));
    }
    Ring ring = RingJson.read(file.content());
    note.check(noted, ring.change());
    return Optional.of(ring);
  }

  private Ring write(Directory directory, Ring before) throws PosixException, UnusableKeyException {
    Ring ring = before.changed();
    byte[] text = RingJson.write(ring);
    RingJson.read(text); // nothing is written that could not be read again
    Replacement file = new Replacement(directory, NAME, text, FILE_MODE, OptionalInt.empty());
    Optional<PosixException> failure = host.durableBatch().replaceAll(List.of(file)).get(0);
    if (failure.isPresent()) {
      throw failure.get();
    }
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
    if (daemonUser != ANYBODY && state.uid() != ROOT && state.uid() != daemonUser) {
      throw new UnusableKeyException(
          "belongs to uid %d, who could change keys".formatted(state.uid()),
          "run 'chown root %s'".formatted(path));
    }
    if ((state.mode() & GROUP_AND_OTHERS) != 0) {
      throw new UnusableKeyException(
          String.format(Locale.ROOT, "has mode %04o, so others could hold its lock", state.mode()),
          "run 'chmod 700 %s'".formatted(path));
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
