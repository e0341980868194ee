// SPDX-License-Identifier: Apache-2.0
package org.credmint.status;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.credmint.os.Host;
import org.credmint.os.file.Directory;
import org.credmint.os.file.DurableBatch.Replacement;
import org.credmint.os.libc.PosixException;

/**
 * A file that is always whole: the state file, or one beside it. Everybody may read it, as they may
 * the daemon's log, which says the same.
 */
public final class StateFile {
  private static final int MODE = 0644;
  private static final int LARGEST = 64 << 20;

  private final Host host;
  private final Path path;

  /**
   * The file at a path.
   *
   * @param path absolute, with a name
   */
  public StateFile(Host host, Path path) {
    this.host = host;
    this.path = path;
  }

  /** Replaces the file; throws where it cannot be written, and the old one stays. */
  public void write(String text) throws PosixException {
    try (Directory directory = directory()) {
      byte[] content = (text + "\n").getBytes(StandardCharsets.UTF_8);
      Replacement file = new Replacement(directory, name(), content, MODE, OptionalInt.empty());
      Optional<PosixException> failure = host.durableBatch().replaceAll(List.of(file)).get(0);
      if (failure.isPresent()) {
        throw failure.get();
      }
    }
  }

  /**
   * The report that a file holds.
   *
   * @throws IOException where it cannot be read or holds none; the message says why
   */
  public static StatusReport read(Path path) throws IOException {
    if (Files.size(path) > LARGEST) {
      throw new IOException("it is too large for a state file");
    }
    return StatusJsonReader.read(Files.readAllBytes(path));
  }

  private Directory directory() throws PosixException {
    Path parent = path.getParent();
    return host.openDirectoryFollowingLink(parent == null ? Path.of("/") : parent);
  }

  private String name() {
    return String.valueOf(path.getFileName());
  }
}
