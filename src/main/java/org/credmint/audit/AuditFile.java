// SPDX-License-Identifier: Apache-2.0
package org.credmint.audit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.credmint.audit.line.AuditLineReader;
import org.credmint.audit.line.FileNaming;
import org.credmint.audit.line.LineParser;
import org.credmint.audit.line.Tail;
import org.credmint.audit.line.UnreadableLineException;
import org.credmint.os.Host;
import org.credmint.os.file.AppendFile;
import org.credmint.os.file.Directory;
import org.credmint.os.file.DirectoryEntry;
import org.credmint.os.file.FileRead;
import org.credmint.os.libc.FileNames;
import org.credmint.os.libc.PosixException;

/** The file that lines are added to, and its older ones beside it. For one thread at a time. */
final class AuditFile implements AutoCloseable {
  /** Names and scopes of all users are nobody else's business. */
  private static final int MODE = 0600;

  /** Enough for most endings; where it is not, there is a whole line in twice the longest one. */
  private static final int SMALL_TAIL = 1 << 16;

  private static final int LARGE_TAIL = 2 * AuditLineReader.MAX_BYTES;

  private final Host host;
  private final Path path;
  private final String name;
  private final FileNaming naming;
  private final AppendFile file;

  private AuditFile(Host host, Path path, AppendFile file) {
    this.host = host;
    this.path = path;
    this.name = FileNames.ofText(String.valueOf(path.getFileName()));
    this.naming = new FileNaming(name);
    this.file = file;
  }

  static AuditFile open(Host host, Path path) throws PosixException {
    return new AuditFile(host, path, host.openAppendFile(path, MODE));
  }

  /** Adds lines; they are on the disk when this returns. */
  void append(byte[] lines) throws PosixException {
    file.append(lines);
    file.sync();
  }

  boolean isAtPath() throws PosixException {
    return file.isAtPath();
  }

  long size() throws PosixException {
    return file.size();
  }

  void reopen() throws PosixException {
    file.reopen();
  }

  /** How the file at the path ends. */
  Tail tail() throws PosixException {
    return tailOf(name);
  }

  /** How the newest of the older files ends; empty where there is none. */
  Optional<Tail> olderTail() throws PosixException {
    List<String> older = older();
    return older.isEmpty()
        ? Optional.empty()
        : Optional.of(tailOf(older.get(older.size() - 1))).filter(tail -> !tail.isEmpty());
  }

  private Tail tailOf(String fileName) throws PosixException {
    try (Directory directory = directory()) {
      FileRead end = directory.readTail(fileName, SMALL_TAIL);
      Tail tail = Tail.of(end.content(), end.state().size());
      if (tail.lastGood().isPresent() || end.content().length < SMALL_TAIL) {
        return tail;
      }
      FileRead more = directory.readTail(fileName, LARGE_TAIL);
      return Tail.of(more.content(), more.state().size());
    }
  }

  /**
   * Puts the file away and begins a new one.
   *
   * @return the old one's name now, for messages
   */
  String rotate(Instant now) throws PosixException {
    String stamp = naming.nextStamp(now, older());
    String aside = path.getFileName() + "." + stamp;
    file.rotate(aside);
    return aside;
  }

  /** When the file at the path began; empty where nobody can tell. */
  Optional<Instant> begun() {
    try (InputStream in = Files.newInputStream(path)) {
      Optional<AuditLineReader.RawLine> first = new AuditLineReader(in).next();
      return first.isEmpty()
          ? Optional.empty()
          : Optional.of(LineParser.parse(first.get().bytes()).time());
    } catch (IOException | UnreadableLineException e) {
      return Optional.empty();
    }
  }

  /** Removes the older files that were put away before a time. */
  void removeOlderThan(Instant time) throws PosixException {
    List<String> older = naming.before(time, older());
    try (Directory directory = directory()) {
      for (String surplus : older) {
        directory.remove(surplus);
      }
    }
  }

  /** Removes the oldest files, so that so many stay. */
  void removeSurplus(int keep) throws PosixException {
    List<String> older = older();
    try (Directory directory = directory()) {
      for (String surplus : older.subList(0, Math.max(0, older.size() - keep))) {
        directory.remove(surplus);
      }
    }
  }

  /** Makes sure that the names of the files are on the disk too. */
  void syncNames() throws PosixException {
    try (Directory directory = directory()) {
      directory.sync();
    }
  }

  /** The names of the older files, the oldest first. */
  private List<String> older() throws PosixException {
    try (Directory directory = directory()) {
      return naming.olderIn(directory.entries().stream().map(DirectoryEntry::name).toList());
    }
  }

  private Directory directory() throws PosixException {
    Path parent = path.getParent();
    return host.openDirectoryFollowingLink(parent == null ? Path.of("/") : parent);
  }

  @Override
  public void close() {
    file.close();
  }
}
