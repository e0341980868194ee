// SPDX-License-Identifier: Apache-2.0
package org.credmint.revocation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.credmint.control.ControlDirectory;
import org.credmint.os.Host;
import org.credmint.os.file.FileRead;
import org.credmint.os.libc.FileState;

/**
 * The list of revocations on the disk. What is lifted is taken out of the list, and the file stays;
 * so one that has vanished is a fault.
 */
public final class RevocationFile {
  /** Its name in the control directory. */
  public static final String NAME = "revocations.json";

  /** A copy of the list, for the day on which it is damaged or missing. */
  public static final String COPY = "revocations.json.copy";

  private final Host host;

  /** Reads and writes lists. */
  public RevocationFile(Host host) {
    this.host = host;
  }

  /**
   * A list as it was read.
   *
   * @param version changes with each change of the file; 0 where there is none
   */
  record Reading(List<Revocation> entries, long version) {}

  /**
   * Reads the list of a directory, if it is not the one that is known.
   *
   * @return empty where the version is the known one
   * @throws IOException where it cannot be read or trusted; the message says why
   */
  Optional<Reading> read(Path directory, long known) throws IOException {
    Optional<ControlDirectory> opened = ControlDirectory.find(host, directory);
    if (opened.isEmpty()) {
      return none(known);
    }
    try (ControlDirectory open = opened.get()) {
      Optional<FileState> state = open.state(NAME);
      if (state.isEmpty()) {
        checkMissing(open, directory);
        return none(known);
      }
      return state.get().version() == known ? Optional.empty() : Optional.of(read(open, directory));
    }
  }

  /** Where there is a copy there was a list. */
  private static void checkMissing(ControlDirectory open, Path directory) throws IOException {
    if (open.state(COPY).isPresent()) {
      Path file = directory.resolve(NAME);
      throw new IOException(
          "%s is missing; put back its copy: cp -p %s %s"
              .formatted(file, file.resolveSibling(COPY), file));
    }
  }

  private static Optional<Reading> none(long known) {
    return known == 0 ? Optional.empty() : Optional.of(new Reading(List.of(), 0));
  }

  private static Reading read(ControlDirectory open, Path directory) throws IOException {
    FileRead read = open.read(NAME);
    Path file = directory.resolve(NAME);
    try {
      return new Reading(RevocationJson.read(read.content()), read.state().version());
    } catch (IOException e) {
      throw new IOException(
          "%s is damaged: %s; put back its copy: cp -p %s %s"
              .formatted(file, e.getMessage(), file.resolveSibling(COPY), file),
          e);
    }
  }

  /**
   * Changes the list of a directory, and returns when that is on the disk. Makes both where they
   * are missing.
   *
   * @return the list as it is now
   * @throws IOException where it cannot be read, trusted or written; then nothing has changed
   */
  public List<Revocation> change(Path directory, UnaryOperator<List<Revocation>> change)
      throws IOException {
    try (ControlDirectory open = ControlDirectory.make(host, directory)) {
      open.lock();
      boolean isThere = open.state(NAME).isPresent();
      if (!isThere) {
        checkMissing(open, directory);
      }
      List<Revocation> before = isThere ? read(open, directory).entries() : List.of();
      List<Revocation> after = change.apply(before);
      open.write(COPY, RevocationJson.write(after));
      open.write(NAME, RevocationJson.write(after));
      return after;
    }
  }

  /**
   * The list of a directory.
   *
   * @throws IOException where it cannot be read or trusted; the message says why
   */
  public List<Revocation> entries(Path directory) throws IOException {
    return read(directory, 0).map(Reading::entries).orElse(List.of());
  }
}
