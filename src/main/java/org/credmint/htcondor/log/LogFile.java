// SPDX-License-Identifier: Apache-2.0
package org.credmint.htcondor.log;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.credmint.os.libc.PosixException;

/** A daemon's log on disk. {@link HostLogFile} is the real one; tests have one that fails. */
interface LogFile extends AutoCloseable {

  /** Opens logs. */
  @FunctionalInterface
  interface Opener {
    /** Opens a log, making it when it is missing. */
    LogFile open(Path path) throws PosixException;
  }

  /** Adds a line, its end included, in one piece. */
  void append(byte[] line) throws PosixException;

  /** Its size in bytes. */
  long size() throws PosixException;

  /** When it was last written to. */
  Instant modified() throws PosixException;

  /** Whether the log's path leads to this file; not so when someone has moved or removed it. */
  boolean isAtPath() throws PosixException;

  /** Begins the file at the path anew. */
  void reopen() throws PosixException;

  /** Makes it empty. */
  void truncate() throws PosixException;

  /** Gives it another name in its directory, and begins a new one. */
  void rotate(String toName) throws PosixException;

  /** The names in its directory. */
  List<String> siblings() throws PosixException;

  /** Renames a file in its directory, over another that has the name. */
  void renameSibling(String from, String to) throws PosixException;

  /** Removes a file in its directory. */
  void removeSibling(String name) throws PosixException;

  @Override
  void close();
}
