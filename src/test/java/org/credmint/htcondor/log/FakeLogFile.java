// SPDX-License-Identifier: Apache-2.0
package org.credmint.htcondor.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.credmint.os.libc.PosixException;

/** A directory with a log in memory. Each field is one way in which a disk fails. */
final class FakeLogFile implements LogFile {

  boolean full;
  boolean cannotRename;
  boolean cannotOpen;
  boolean cannotList;
  boolean closed;
  Instant modified = Instant.EPOCH;

  private static final int EACCES = 13;
  private static final int ENOSPC = 28;

  private final String name;
  private final Map<String, ByteArrayOutputStream> files = new TreeMap<>();
  private ByteArrayOutputStream open;

  FakeLogFile(String name) {
    this.name = name;
    this.open = create();
  }

  private ByteArrayOutputStream create() {
    return files.computeIfAbsent(name, any -> new ByteArrayOutputStream());
  }

  /** The lines of a file; of the log itself without a suffix. */
  List<String> lines(String suffix) {
    return files.get(name + suffix).toString(UTF_8).lines().toList();
  }

  /** Someone else makes a file. */
  FakeLogFile with(String other, String content) {
    files
        .computeIfAbsent(other, any -> new ByteArrayOutputStream())
        .writeBytes(content.getBytes(UTF_8));
    return this;
  }

  /** Someone else removes or renames a file; without a new name it is gone. */
  void move(String from, String to) {
    ByteArrayOutputStream moved = files.remove(from);
    if (!to.isEmpty()) {
      files.put(to, moved);
    }
  }

  @Override
  public void append(byte[] line) throws PosixException {
    failIf(full, "write", ENOSPC);
    open.writeBytes(line);
  }

  @Override
  public long size() {
    return open.size();
  }

  @Override
  public Instant modified() {
    return modified;
  }

  @Override
  public boolean isAtPath() {
    return files.get(name) == open;
  }

  @Override
  public void reopen() throws PosixException {
    failIf(cannotOpen, "openat", EACCES);
    open = create();
  }

  @Override
  public void truncate() {
    open.reset();
  }

  @Override
  public void rotate(String toName) throws PosixException {
    renameSibling(name, toName);
    reopen();
  }

  @Override
  public List<String> siblings() throws PosixException {
    failIf(cannotList, "openat", EACCES);
    return List.copyOf(files.keySet());
  }

  @Override
  public void renameSibling(String from, String to) throws PosixException {
    failIf(cannotRename, "renameat", EACCES);
    move(from, to);
  }

  @Override
  public void removeSibling(String other) {
    move(other, "");
  }

  private void failIf(boolean fails, String call, int errno) throws PosixException {
    if (fails) {
      throw new PosixException(call, name, errno);
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
