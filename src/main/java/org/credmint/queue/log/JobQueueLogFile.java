// SPDX-License-Identifier: Apache-2.0
package org.credmint.queue.log;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.credmint.os.Host;
import org.credmint.os.file.TailFile;
import org.credmint.os.libc.PosixException;

/**
 * One job queue log, from when the schedd began it until it is replaced: read line by line, as far
 * as transactions are finished.
 *
 * <p>The schedd begins a new file, under the same name and with the next number in its first line,
 * when it starts and every {@code QUEUE_CLEAN_INTERVAL}.
 */
public final class JobQueueLogFile implements AutoCloseable {
  private static final Pattern HEADER = Pattern.compile("107 \\d+ CreationTimestamp \\d+ *");
  private static final int LONGEST_HEADER = 128;

  /** So many bytes before the place reached tell whether it is still the same text. */
  private static final int MARK = 64;

  private final TailFile file;
  private final Path path;
  private final byte[] buffer;
  private final byte[] header;
  private final TransactionBoundary committed;
  private byte[] mark = new byte[0];
  private long offset;
  private long lineNumber;
  private long lineOffset;

  private JobQueueLogFile(TailFile file, Path path, byte[] buffer, byte[] header) {
    this.file = file;
    this.path = path;
    this.buffer = buffer;
    this.header = header;
    this.committed = new TransactionBoundary(file, buffer);
  }

  /**
   * Opens what is at the path now.
   *
   * @param buffer for reading; used by one log at a time
   * @throws UnusableLogException when it does not begin as a job queue log
   */
  public static JobQueueLogFile open(Host host, Path path, byte[] buffer)
      throws PosixException, UnusableLogException {
    TailFile file = host.openTailFile(path);
    try {
      byte[] start = bytesAt(file, 0, LONGEST_HEADER);
      int end = new String(start, StandardCharsets.ISO_8859_1).indexOf('\n');
      if (end < 0 && start.length < LONGEST_HEADER) {
        throw UnusableLogException.unfinished(
            path + " has no complete line yet: the schedd is about to write it, or is not running");
      }
      byte[] header = Arrays.copyOf(start, Math.max(end, 0));
      if (!HEADER.matcher(new String(header, StandardCharsets.ISO_8859_1)).matches()) {
        throw new UnusableLogException(
            path
                + " does not begin with '107 … CreationTimestamp …', as a job queue log of HTCondor"
                + " does; check the knob JOB_QUEUE_LOG");
      }
      return new JobQueueLogFile(file, path, buffer, header);
    } catch (PosixException | UnusableLogException e) {
      file.close();
      throw e;
    }
  }

  /** Whether this is still the schedd's log, and what was read of it still stands there. */
  public boolean isCurrent() throws PosixException {
    return file.isAtPath()
        && file.state().size() >= committed.searched()
        && Arrays.equals(header, bytesAt(file, 0, header.length))
        && Arrays.equals(mark, bytesAt(file, offset - mark.length, mark.length));
  }

  /**
   * Reads what was committed since the last call.
   *
   * @throws UnusableLogException when the file became shorter meanwhile
   */
  public void read(LineReader reader) throws PosixException, UnusableLogException {
    long limit = committed.advance(file.state().size());
    while (offset < limit) {
      int count = fill(file, offset, buffer, (int) Math.min(buffer.length, limit - offset));
      int used = lines(count, reader);
      if (used > 0) {
        offset += used;
      } else {
        offset = longLine(count, reader);
      }
    }
    int length = (int) Math.min(MARK, offset);
    mark = bytesAt(file, offset - length, length);
  }

  /** How many bytes of the buffer were whole lines. */
  private int lines(int count, LineReader reader) {
    int start = 0;
    int end = LineEnds.next(buffer, 0, count);
    while (end >= 0) {
      lineNumber++;
      lineOffset = offset + start;
      reader.line(buffer, start, end, true);
      start = end + 1;
      end = LineEnds.next(buffer, start, count);
    }
    return start;
  }

  /** Hands on the beginning of a line longer than the buffer, and tells where the next begins. */
  private long longLine(int count, LineReader reader) throws PosixException, UnusableLogException {
    long at = offset + count;
    if (count == buffer.length) {
      lineOffset = offset;
      lineNumber++;
      reader.line(buffer, 0, count, false);
      int read = fill(file, at, buffer, buffer.length);
      while (read > 0) {
        int end = LineEnds.next(buffer, 0, read);
        if (end >= 0) {
          return at + end + 1;
        }
        at += read;
        read = fill(file, at, buffer, buffer.length);
      }
    }
    throw new UnusableLogException(path + " was truncated while being read; it is read again");
  }

  /** The number, from 1, of the line that the reader has. */
  public long lineNumber() {
    return lineNumber;
  }

  /** Where the line that the reader has begins, in bytes. */
  public long lineOffset() {
    return lineOffset;
  }

  /** Reads into the buffer's beginning until it has so many bytes, or the file ends. */
  static int fill(TailFile file, long offset, byte[] buffer, int count) throws PosixException {
    int done = file.readAt(offset, buffer, count);
    while (done > 0 && done < count) {
      byte[] more = bytesAt(file, offset + done, count - done);
      if (more.length == 0) {
        break;
      }
      System.arraycopy(more, 0, buffer, done, more.length);
      done += more.length;
    }
    return done;
  }

  /** So many bytes, or as many as one call gives. */
  private static byte[] bytesAt(TailFile file, long offset, int count) throws PosixException {
    byte[] bytes = new byte[count];
    return Arrays.copyOf(bytes, file.readAt(offset, bytes, count));
  }

  @Override
  public void close() {
    file.close();
  }
}
