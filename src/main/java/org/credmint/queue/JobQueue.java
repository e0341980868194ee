package org.credmint.queue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.credmint.os.Host;
import org.credmint.os.PosixException;
import org.credmint.os.UnfitFileException;
import org.credmint.queue.Reading.Changes;
import org.credmint.queue.Reading.NotYet;
import org.credmint.queue.Reading.Unreadable;
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
  private final Slots slots;
  private final byte[] buffer;
  private Index index;
  private @Nullable LogFile log;
  private boolean begun;

  /**
   * Opens nothing yet.
   *
   * @param host reads the file
   * @param path the log; a link in the last place is not followed
   * @param interest what is worth reading
   */
  public JobQueue(Host host, Path path, Interest interest) {
    this(host, path, interest, BUFFER_SIZE);
  }

  JobQueue(Host host, Path path, Interest interest, int bufferSize) {
    this.buffer = new byte[bufferSize];
    this.host = host;
    this.path = path;
    this.slots = new Slots(interest);
    this.index = new Index(slots);
  }

  /**
   * Reads what was committed since the last call; at first, and when the schedd has begun the log
   * anew, everything. Then too only what is different is told.
   */
  public Reading read() {
    Oddities oddities = new Oddities();
    Strangers strangers = new Strangers(slots);
    try {
      LogFile current = log;
      List<JobChange> changes =
          current != null && current.isCurrent()
              ? readOn(current, oddities, strangers)
              : readAnew(oddities, strangers);
      return new Changes(changes, oddities.told(), strangers.told(index));
    } catch (UnusableLog e) {
      close();
      return unread(String.valueOf(e.getMessage()), e.isUnfinished(), false);
    } catch (PosixException e) {
      close();
      boolean absent = e.symbol().equals("ENOENT");
      return unread(e.getMessage() + advice(e), absent && hasDirectory(), absent);
    }
  }

  private Reading unread(String reason, boolean mayCome, boolean absent) {
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

  private List<JobChange> readOn(LogFile current, Oddities oddities, Strangers strangers)
      throws PosixException, UnusableLog {
    current.read(new Records(slots, index, oddities, strangers, current));
    return index.takeChanges();
  }

  private List<JobChange> readAnew(Oddities oddities, Strangers strangers)
      throws PosixException, UnusableLog {
    close();
    LogFile fresh = LogFile.open(host, path, buffer);
    try {
      Index whole = new Index(slots);
      fresh.read(new Records(slots, whole, oddities, strangers, fresh));
      if (oddities.foreign() * 2 > fresh.lineNumber()) {
        throw new UnusableLog(
            "%s is not a job queue log (%d of %d lines are not valid records); check the knob JOB_QUEUE_LOG"
                .formatted(path, oddities.foreign(), fresh.lineNumber()));
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
