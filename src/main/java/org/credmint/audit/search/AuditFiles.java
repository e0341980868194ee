// SPDX-License-Identifier: Apache-2.0
package org.credmint.audit.search;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.credmint.audit.line.AuditLine;
import org.credmint.audit.line.AuditLineReader;
import org.credmint.audit.line.AuditLineReader.RawLine;
import org.credmint.audit.line.FileNaming;
import org.jspecify.annotations.Nullable;

/** The files of an audit log, to be read from the oldest line to the newest. */
public final class AuditFiles {
  /**
   * An audit log that is divided again and again while its file is opened gives up after so many.
   */
  private static final int MOST_TRIES = 100;

  private final @Nullable Path auditLog;
  private final List<Path> files;

  private AuditFiles(@Nullable Path auditLog, List<Path> files) {
    this.auditLog = auditLog;
    this.files = List.copyOf(files);
  }

  /**
   * An audit log and its older files, which may be written to and divided while they are read.
   *
   * @param file the one that lines are added to
   */
  public static AuditFiles ofAuditLog(Path file) {
    return new AuditFiles(file, List.of());
  }

  /**
   * These files and no others.
   *
   * @param files the oldest first
   */
  public static AuditFiles of(List<Path> files) {
    return new AuditFiles(null, files);
  }

  /**
   * Follows the chain from line to line, in bounded memory.
   *
   * @param anchor the SHA-256 of a line that has to be there, kept elsewhere; empty for none
   * @throws IOException when a file cannot be read
   */
  public Verification verify(Optional<String> anchor) throws IOException {
    return ChainVerifier.verify(this, anchor);
  }

  /**
   * Looks for lines, in bounded memory; does not follow the chain.
   *
   * @param query what to look for
   * @param found takes each line, and its text as it stands in the file
   * @return what was read
   * @throws IOException when a file cannot be read
   */
  public SearchResult find(AuditQuery query, BiConsumer<AuditLine, String> found)
      throws IOException {
    return AuditSearch.find(this, query, found);
  }

  /** Takes lines in their order. */
  interface Visitor {
    /** A file begins. */
    void begin(Path file);

    /**
     * One line.
     *
     * @param number from 1 in each file
     * @param mayGrow whether a line without an end may yet get it
     */
    void line(Path file, long number, RawLine line, boolean mayGrow);

    /** A file was removed before it could be read, and those before it. */
    void skip(Path file);
  }

  /** Reads all files. */
  void walk(Visitor visitor) throws IOException {
    if (auditLog != null) {
      walkAuditLog(auditLog, visitor);
      return;
    }
    for (int i = 0; i < files.size(); i++) {
      try (InputStream in = Files.newInputStream(files.get(i))) {
        read(files.get(i), in, i == files.size() - 1, visitor);
      }
    }
  }

  /** An open file keeps its lines when it gets another name; so the newest is opened first. */
  private record Newest(InputStream in, Object key) {}

  private static void walkAuditLog(Path auditLog, Visitor visitor) throws IOException {
    for (int i = 0; i < MOST_TRIES; i++) {
      Optional<Newest> newest = open(auditLog);
      try {
        Optional<List<Path>> older = olderThan(newest, auditLog);
        if (older.isPresent()) {
          walk(older.get(), newest, auditLog, visitor);
          return;
        }
      } finally {
        if (newest.isPresent()) {
          newest.get().in().close();
        }
      }
    }
    throw new IOException(auditLog + " is rotated faster than it can be opened");
  }

  private static void walk(
      List<Path> older, Optional<Newest> newest, Path auditLog, Visitor visitor)
      throws IOException {
    if (newest.isEmpty() && older.isEmpty()) {
      throw new NoSuchFileException(auditLog.toString());
    }
    for (Path file : older) {
      try (InputStream in = Files.newInputStream(file)) {
        read(file, in, false, visitor);
      } catch (NoSuchFileException e) {
        visitor.skip(file);
      }
    }
    if (newest.isPresent()) {
      read(auditLog, newest.get().in(), true, visitor);
    }
  }

  /** The key is the open file's only where the path led to one file before and after. */
  private static Optional<Newest> open(Path auditLog) throws IOException {
    for (int i = 0; i < MOST_TRIES; i++) {
      Optional<Object> before = keyOf(auditLog);
      if (before.isEmpty()) {
        return Optional.empty();
      }
      try {
        InputStream in = Files.newInputStream(auditLog);
        if (keyOf(auditLog).equals(before)) {
          return Optional.of(new Newest(in, before.get()));
        }
        in.close();
      } catch (NoSuchFileException e) {
        // put aside this very moment; look again
      }
    }
    throw new IOException(auditLog + " is rotated faster than it can be opened");
  }

  /**
   * The older files; those put aside since the newest was opened are newer.
   *
   * @return empty where nobody can tell, because the newest was put aside and removed meanwhile
   */
  private static Optional<List<Path>> olderThan(Optional<Newest> newest, Path auditLog)
      throws IOException {
    List<Path> older = olderOf(auditLog);
    if (newest.isEmpty()) {
      return Optional.of(older);
    }
    Optional<Object> opened = Optional.of(newest.get().key());
    for (int i = older.size() - 1; i >= 0; i--) {
      if (keyOf(older.get(i)).equals(opened)) {
        return Optional.of(older.subList(0, i));
      }
    }
    return keyOf(auditLog).equals(opened) ? Optional.of(older) : Optional.empty();
  }

  /** What stays when a file is renamed; empty where there is no such file. */
  private static Optional<Object> keyOf(Path file) throws IOException {
    try {
      return Optional.ofNullable(Files.readAttributes(file, BasicFileAttributes.class).fileKey());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static List<Path> olderOf(Path auditLog) throws IOException {
    Path directory = Objects.requireNonNull(auditLog.toAbsolutePath().getParent());
    FileNaming naming = new FileNaming(String.valueOf(auditLog.getFileName()));
    try (Stream<Path> entries = Files.list(directory)) {
      List<String> names =
          entries.map(entry -> String.valueOf(entry.getFileName())).collect(Collectors.toList());
      return naming.olderIn(names).stream().map(auditLog::resolveSibling).toList();
    }
  }

  private static void read(Path file, InputStream in, boolean mayGrow, Visitor visitor)
      throws IOException {
    visitor.begin(file);
    AuditLineReader reader = new AuditLineReader(in);
    long number = 0;
    for (Optional<RawLine> line = reader.next(); line.isPresent(); line = reader.next()) {
      visitor.line(file, ++number, line.get(), mayGrow);
    }
  }
}
