// SPDX-License-Identifier: Apache-2.0
package org.credmint.os.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A directory that nobody else can read, for a library that insists on files; gone when closed. */
public final class TemporaryDirectory implements AutoCloseable {
  private final Path path;

  private TemporaryDirectory(Path path) {
    this.path = path;
  }

  /**
   * Makes one, with mode 0700 and an unpredictable name.
   *
   * @throws IOException where the system's temporary directory cannot be written
   */
  public static TemporaryDirectory create() throws IOException {
    return new TemporaryDirectory(Files.createTempDirectory("credmint"));
  }

  /**
   * Where it is.
   *
   * @return its path
   */
  public Path path() {
    return path;
  }

  @Override
  public void close() {
    try {
      for (Path one : deepestFirst()) {
        Files.delete(one);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Path> deepestFirst() throws IOException {
    try (Stream<Path> found = Files.walk(path)) {
      return found.sorted(Comparator.reverseOrder()).toList();
    }
  }
}
