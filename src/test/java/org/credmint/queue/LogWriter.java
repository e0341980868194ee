// SPDX-License-Identifier: Apache-2.0
package org.credmint.queue;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Stands for the schedd: begins a job queue log, adds to it, and begins it anew. */
final class LogWriter {
  private final Path log;
  private int sequence;

  LogWriter(Path log) {
    this.log = log;
  }

  Path path() {
    return log;
  }

  String header() {
    return "107 " + sequence + " CreationTimestamp 1795319385\n101 0.0 Job Machine\n";
  }

  /** A new file in the place of the old one, as when the schedd cleans its log. */
  LogWriter beginAnew(String... lines) {
    sequence++;
    try {
      Path fresh = log.resolveSibling(log.getFileName() + ".tmp");
      Files.writeString(fresh, header() + text(lines));
      Files.move(fresh, log, StandardCopyOption.ATOMIC_MOVE);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  LogWriter add(String... lines) {
    return addBytes(text(lines).getBytes(UTF_8));
  }

  LogWriter commit(String... lines) {
    return add("105 ", String.join("\n", lines), "106 ");
  }

  LogWriter addBytes(byte[] bytes) {
    try {
      Files.write(log, bytes, StandardOpenOption.APPEND);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(String... lines) {
    return lines.length == 0 ? "" : String.join("\n", lines) + "\n";
  }
}
