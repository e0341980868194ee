// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.inspect;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import org.credmint.content.ContentReader;
import org.credmint.secret.Redaction;

/** Reads files whole, or the standard input; a little more than a credential may have at most. */
final class FileInput {
  private static final String STANDARD_INPUT = "-";
  private static final int SHOWN = 1_024;

  private final InputStream in;
  private final Instant now;

  FileInput(InputStream in, Instant now) {
    this.in = in;
    this.now = now;
  }

  /**
   * What a file holds; the caller wipes it.
   *
   * @throws IOException where it cannot be read
   */
  byte[] read(String file) throws IOException {
    if (file.equals(STANDARD_INPUT)) {
      return in.readNBytes(ContentReader.MAX_BYTES + 1);
    }
    try (InputStream content = Files.newInputStream(path(file))) {
      return content.readNBytes(ContentReader.MAX_BYTES + 1);
    }
  }

  /** When a file was last written; now for the standard input. */
  Instant writtenAt(String file) throws IOException {
    return file.equals(STANDARD_INPUT) ? now : Files.getLastModifiedTime(path(file)).toInstant();
  }

  private static Path path(String file) throws IOException {
    try {
      return Path.of(file);
    } catch (InvalidPathException e) {
      throw new IOException("is not a path", e);
    }
  }

  /** A file's name, fit for a terminal. */
  static String shown(String file) {
    return Redaction.printable(file, SHOWN);
  }

  /** A failure to read as a message; the JDK's own often is the bare name of a file. */
  static String message(String file, IOException failure) {
    if (failure instanceof NoSuchFileException) {
      return shown(file) + ": no such file";
    }
    return failure instanceof AccessDeniedException
        ? shown(file) + ": permission denied; run this as its owner or as root"
        : shown(file) + ": " + shown(String.valueOf(failure.getMessage()));
  }
}
