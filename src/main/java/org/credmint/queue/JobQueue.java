// SPDX-License-Identifier: Apache-2.0
package org.credmint.queue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.credmint.os.Host;
import org.credmint.os.file.UnfitFileException;
import org.credmint.os.libc.PosixException;
import org.credmint.queue.QueueReadResult.Changes;
import org.credmint.queue.QueueReadResult.NotYet;
import org.credmint.queue.QueueReadResult.Unreadable;
import org.credmint.queue.index.AttributeTable;
import org.credmint.queue.index.Index;
import org.credmint.queue.index.LogRecordApplier;
import org.credmint.queue.index.SkippedRecords;
import org.credmint.queue.index.UnknownProviderRequests;
import org.credmint.queue.job.JobChange;
import org.credmint.queue.job.QueueFilter;
import org.credmint.queue.log.JobQueueLogFile;
import org.credmint.queue.log.UnusableLogException;
import org.jspecify.annotations.Nullable;

/**
 * Follows the schedd's job queue log ({@code JOB_QUEUE_LOG}), for the credentials that jobs ask
 * for.
 *
 * <p>A job asks by a word {@code <provider>_<ClusterId>.<ProcId>} in its {@code
 * OAuthServicesNeeded}, or {@code <provider>_<ClusterId>} for one that all jobs of its cluster
 * share; {@code *} may stand for the underscore. Words that name another job are not honoured, and
 * a job without a valid {@code Owner} asks for nothing. What a cluster shares is told once, has the
 * attributes of the cluster's own ad, and is asked for as long as that ad is there and one of its
 * jobs asks. A completed job asks no more, though a spooled one may stay in the queue for days.
 *
 * <p>Belongs to one thread. Where the providers or attributes of interest change, a new queue has
 * to be made: what nobody wanted was not kept.
 */
public final class JobQueue implements AutoCloseable {
  /** Longer than any value that is kept, with its key and name. */
  private static final int BUFFER_SIZE = 256 * 1024;

  private final Host host;
  private final Path path;
  private final AttributeTable table;
  private final byte[] buffer;
  private Index index;
  private @Nullable JobQueueLogFile log;
  private boolean begun;

  /**
   * Opens nothing yet.
   *
   * @param host reads the file
   * @param path the log; a link in the last place is not followed
   * @param filter what is worth reading
   */
  public JobQueue(Host host, Path path, QueueFilter filter) {
    this(host, path, filter, BUFFER_SIZE);
  }

  JobQueue(Host host, Path path, QueueFilter filter, int bufferSize) {
    this.buffer = new byte[bufferSize];
    this.host = host;
    this.path = path;
    this.table = new AttributeTable(filter);
    this.index = new Index(table);
  }

  /**
   * Reads what was committed since the last call; at first, and when the schedd has begun the log
   * anew, everything. Then too only what is different is told.
   */
  public QueueReadResult read() {
    SkippedRecords skipped = new SkippedRecords();
    UnknownProviderRequests unknownProviderRequests = new UnknownProviderRequests(table);
    try {
      JobQueueLogFile current = log;
      List<JobChange> changes =
          current != null && current.isCurrent()
              ? readOn(current, skipped, unknownProviderRequests)
              : readAnew(skipped, unknownProviderRequests);
      return new Changes(changes, skipped.told(), unknownProviderRequests.told(index));
    } catch (UnusableLogException e) {
      close();
      return unread(String.valueOf(e.getMessage()), e.isUnfinished(), false);
    } catch (PosixException e) {
      close();
      boolean absent = e.symbol().equals("ENOENT");
      return unread(e.getMessage() + advice(e), absent && hasDirectory(), absent);
    }
  }

  private QueueReadResult unread(String reason, boolean mayCome, boolean absent) {
    return mayCome && !begun ? new NotYet(path, reason) : new Unreadable(reason, absent);
  }

  private boolean hasDirectory() {
    Path parent = path.getParent();
    if (parent == null) {
      return false;
    }
    try {
      host.openDirectoryFollowingLink(parent).close();
      return true;
    } catch (PosixException e) {
      return false;
    }
  }

  private List<JobChange> readOn(
      JobQueueLogFile current,
      SkippedRecords skipped,
      UnknownProviderRequests unknownProviderRequests)
      throws PosixException, UnusableLogException {
    current.read(new LogRecordApplier(table, index, skipped, unknownProviderRequests, current));
    return index.takeChanges();
  }

  private List<JobChange> readAnew(
      SkippedRecords skipped, UnknownProviderRequests unknownProviderRequests)
      throws PosixException, UnusableLogException {
    close();
    JobQueueLogFile fresh = JobQueueLogFile.open(host, path, buffer);
    try {
      Index whole = new Index(table);
      fresh.read(new LogRecordApplier(table, whole, skipped, unknownProviderRequests, fresh));
      if (skipped.foreign() * 2 > fresh.lineNumber()) {
        throw new UnusableLogException(
            "%s is not a job queue log (%d of %d lines are not valid records); check the knob JOB_QUEUE_LOG"
                .formatted(path, skipped.foreign(), fresh.lineNumber()));
      }
      // What an earlier look had applied but, since the file failed, not told.
      List<JobChange> changes = new ArrayList<>(index.takeChanges());
      changes.addAll(index.differencesTo(whole));
      whole.watch();
      index = whole;
      log = fresh;
      begun = true;
      return changes;
    } finally {
      if (log != fresh) {
        fresh.close();
      }
    }
  }

  private static String advice(PosixException e) {
    if (e instanceof UnfitFileException) {
      return "; set JOB_QUEUE_LOG to the log file itself";
    }
    if (e.isGone()) {
      return "; the schedd creates it at its start; check the knob JOB_QUEUE_LOG";
    }
    return switch (e.symbol()) {
      case "EACCES", "EPERM" -> "; run the daemon as root or as HTCondor's user";
      default -> "";
    };
  }

  /** Closes the file. What is known stays known, should there be another look. */
  @Override
  public void close() {
    if (log != null) {
      log.close();
      log = null;
    }
  }
}
