// SPDX-License-Identifier: Apache-2.0
package org.credmint.htcondor.log;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.credmint.os.Host;
import org.credmint.os.file.AppendFile;
import org.credmint.os.file.Directory;
import org.credmint.os.file.DirectoryEntry;
import org.credmint.os.libc.PosixException;

/** A log on this machine. */
final class HostLogFile implements LogFile {

  /**
   * As HTCondor's daemons make theirs. Ours may be root's, and condor_fetchlog and obituaries read
   * it as the condor user.
   */
  private static final int MODE = 0644;

  private final Host host;
  private final Path directory;
  private final AppendFile file;

  private HostLogFile(Host host, Path directory, AppendFile file) {
    this.host = host;
    this.directory = directory;
    this.file = file;
  }

  static HostLogFile open(Host host, Path path) throws PosixException {
    Path parent = path.getParent();
    Path directory = parent == null ? Path.of("/") : parent;
    return new HostLogFile(host, directory, host.openAppendFile(path, MODE));
  }

  @Override
  public void append(byte[] line) throws PosixException {
    file.append(line);
  }

  @Override
  public long size() throws PosixException {
    return file.size();
  }

  @Override
  public Instant modified() throws PosixException {
    return Instant.EPOCH.plusNanos(file.state().modifiedNanos());
  }

  @Override
  public boolean isAtPath() throws PosixException {
    return file.isAtPath();
  }

  @Override
  public void reopen() throws PosixException {
    file.reopen();
  }

  @Override
  public void truncate() throws PosixException {
    file.truncate();
  }

  @Override
  public void rotate(String toName) throws PosixException {
    file.rotate(toName);
  }

  @Override
  public List<String> siblings() throws PosixException {
    try (Directory open = host.openDirectory(directory)) {
      return open.entries().stream().map(DirectoryEntry::name).toList();
    }
  }

  @Override
  public void renameSibling(String from, String to) throws PosixException {
    try (Directory open = host.openDirectory(directory)) {
      open.rename(from, to);
    }
  }

  @Override
  public void removeSibling(String name) throws PosixException {
    try (Directory open = host.openDirectory(directory)) {
      open.remove(name);
    }
  }

  @Override
  public void close() {
    file.close();
  }
}
