// SPDX-License-Identifier: Apache-2.0
package org.credmint.control;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.credmint.os.Host;
import org.credmint.os.file.Directory;
import org.credmint.os.file.DirectoryEntry;
import org.credmint.os.file.DirectoryMaker;
import org.credmint.os.file.DurableBatch.Replacement;
import org.credmint.os.file.ExclusiveLock;
import org.credmint.os.file.FileRead;
import org.credmint.os.libc.FileState;
import org.credmint.os.libc.PosixException;
import org.jspecify.annotations.Nullable;

/**
 * {@code CREDMINT_CONTROL_DIRECTORY}, open. It and its files must belong to root or to the user of
 * this process, and nobody else may write to them. Everybody may read them: they hold no secret.
 */
public final class ControlDirectory implements AutoCloseable {
  private static final int DIRECTORY_MODE = 0755;
  private static final int FILE_MODE = 0644;
  private static final int GROUP_OR_OTHERS_WRITE = 0022;
  private static final int LARGEST = 16 << 20;
  private static final int ROOT = 0;

  /** A directory for its owner alone. */
  private static final String LOCK = "lock";

  private final Host host;
  private final Directory directory;
  private @Nullable Directory lock;

  private ControlDirectory(Host host, Directory directory) {
    this.host = host;
    this.directory = directory;
  }

  /**
   * Opens it.
   *
   * @return empty where there is none
   * @throws IOException where it cannot be opened or trusted; the message says why and what to do
   */
  public static Optional<ControlDirectory> find(Host host, Path path) throws IOException {
    try {
      return Optional.of(checked(host, host.openDirectoryFollowingLink(path)));
    } catch (PosixException e) {
      if (e.symbol().equals("ENOENT")) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * Opens it, and makes it where there is none.
   *
   * @throws IOException where that cannot be done; the message says why
   */
  public static ControlDirectory make(Host host, Path path) throws IOException {
    Optional<ControlDirectory> present = find(host, path);
    if (present.isPresent()) {
      return present.get();
    }
    Path parent = Optional.ofNullable(path.getParent()).orElse(Path.of("/"));
    try (Directory above = host.openDirectoryFollowingLink(parent)) {
      String name = String.valueOf(path.getFileName());
      int own = host.identity().uid();
      return checked(host, new DirectoryMaker(above).make(name, own, DIRECTORY_MODE));
    }
  }

  private static ControlDirectory checked(Host host, Directory opened) throws IOException {
    try {
      checkOwner(host, opened.path(), opened.state());
      return new ControlDirectory(host, opened);
    } catch (IOException e) {
      opened.close();
      throw e;
    }
  }

  private static void checkOwner(Host host, Path path, FileState state) throws IOException {
    if (state.uid() != ROOT && state.uid() != host.identity().uid()) {
      throw new IOException(
          "%s belongs to uid %d, who could decide what is issued: run 'chown root %s'"
              .formatted(path, state.uid(), path));
    }
    if ((state.mode() & GROUP_OR_OTHERS_WRITE) != 0) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s has mode %04o, and whoever can write to it decides what is issued: run 'chmod go-w %s'",
              path,
              state.mode(),
              path));
    }
  }

  /** By what a file is known again; empty where there is none. */
  public Optional<FileState> state(String name) throws IOException {
    return directory.state(name);
  }

  /**
   * Reads a file, with its state at that time.
   *
   * @throws IOException where it is not there, or cannot be read or trusted; the message says why
   */
  public FileRead read(String name) throws IOException {
    FileRead read = directory.readWithState(name, LARGEST);
    checkOwner(host, directory.path().resolve(name), read.state());
    return read;
  }

  /** Replaces a file, durably; the old one stays where that fails. */
  public void write(String name, byte[] content) throws IOException {
    Replacement file = new Replacement(directory, name, content, FILE_MODE, OptionalInt.empty());
    Optional<PosixException> failure = host.durableBatch().replaceAll(List.of(file)).get(0);
    if (failure.isPresent()) {
      throw failure.get();
    }
  }

  /** Removes a file. */
  public void remove(String name) throws PosixException {
    directory.remove(name);
  }

  /** The names of its files, sorted. */
  public List<String> names() throws IOException {
    return directory.entries().stream().map(DirectoryEntry::name).sorted().toList();
  }

  /**
   * Takes it for this process alone until it is closed, so that two commands do not undo each
   * other's changes.
   *
   * @throws IOException where another command has it
   */
  public void lock() throws IOException {
    // Anybody could lock a directory that is open to all.
    Directory own = new DirectoryMaker(directory).make(LOCK, host.identity().uid());
    lock = own;
    if (!ExclusiveLock.tryTake(own)) {
      throw new IOException(
          directory.path() + " is being changed by another credmint command: try again");
    }
  }

  @Override
  public void close() {
    if (lock != null) {
      lock.close();
    }
    directory.close();
  }
}
