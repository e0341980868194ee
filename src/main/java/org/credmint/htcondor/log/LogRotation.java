// SPDX-License-Identifier: Apache-2.0
package org.credmint.htcondor.log;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import org.credmint.os.libc.PosixException;

/**
 * When a log is put away, and under which name.
 *
 * <p>Where one old log is kept it is {@code LOG.old}. Where several are, each has the time in its
 * name ({@code LOG.20261122T103058}), and when they become too many the oldest of them is named
 * {@code LOG.old}, which counts as one of them.
 *
 * <p>By age, a log is put away when the time of its last line and the time now lie in different
 * periods, counted in UTC: with {@code 1 Day}, the first line after midnight does it.
 */
final class LogRotation {

  /** Takes a line that tells what is being done. */
  @FunctionalInterface
  interface Teller {
    void tell(String text) throws PosixException;
  }

  private static final String OLD = "old";

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss", Locale.ROOT);

  private static final String STAMP_PATTERN = "[0-9]{8}T[0-9]{6}";

  /** After a rotation that did not work, so that not each line tries again. */
  private static final Duration PAUSE = Duration.ofMinutes(1);

  private final Path path;
  private final String name;
  private final LogFile file;
  private final ZoneId zone;
  private LogLimit limit;
  private int keep;
  private long size;
  private Instant begun;
  private Instant notBefore = Instant.MIN;

  LogRotation(DaemonLogSettings settings, LogFile file, ZoneId zone) throws PosixException {
    this.path = settings.file();
    this.name = String.valueOf(path.getFileName());
    this.file = file;
    this.zone = zone;
    this.limit = settings.limit();
    this.keep = settings.keep();
    this.size = file.size();
    this.begun = file.modified();
  }

  /** Takes another limit; the file stays the same. */
  void configure(DaemonLogSettings settings) {
    limit = settings.limit();
    keep = settings.keep();
  }

  /** The file is another one than before, last written to at this time. */
  void begin(Instant lastWritten) throws PosixException {
    size = file.size();
    begun = lastWritten;
  }

  /** So much was added. */
  void grown(long bytes) {
    size += bytes;
  }

  /** Rotates the log if it is due. Failures are written to the log, which then stays in use. */
  void rotateIfDue(Instant now, Teller teller) throws PosixException {
    long length = limit.isAge() ? age(now) : size;
    if (!limit.isReachedBy(length) || now.isBefore(notBefore)) {
      return;
    }
    notBefore = now.plus(PAUSE);
    Path to = path.resolveSibling(name + "." + suffix(limit.isAge() ? periodOf(begun) : now));
    announce(length, to, teller);
    try {
      file.rotate(String.valueOf(to.getFileName()));
    } catch (PosixException e) {
      teller.tell("WARNING: Failed to rotate old log into file " + to + ": " + e.getMessage());
      return;
    }
    notBefore = Instant.MIN;
    begin(now);
    teller.tell("Now in new log file " + path);
    cleanUp(teller);
  }

  /** A disk that is full must not keep the rotation from making room. */
  private void announce(long length, Path to, Teller teller) {
    String unit = limit.isAge() ? "sec" : "bytes";
    try {
      teller.tell("MaxLog = " + limit.amount() + " " + unit + ", length = " + length);
      teller.tell("Saving log file to \"" + to + "\"");
    } catch (PosixException e) {
      // The lines are for the reader's ease only; whether writing works again shows at once.
    }
  }

  /**
   * How many seconds the present period lies after the log's; 0 or less when the clock went back.
   */
  private long age(Instant now) {
    return limit.amount() == 0
        ? 0
        : periodOf(now).getEpochSecond() - periodOf(begun).getEpochSecond();
  }

  private Instant periodOf(Instant time) {
    long seconds = time.getEpochSecond();
    return Instant.ofEpochSecond(seconds - Math.floorMod(seconds, limit.amount()));
  }

  private String suffix(Instant time) {
    return keep <= 1 ? OLD : STAMP.format(time.atZone(zone));
  }

  private void cleanUp(Teller teller) throws PosixException {
    try {
      Deque<String> stamped = new ArrayDeque<>();
      boolean old = false;
      for (String sibling : file.siblings().stream().sorted().toList()) {
        if (sibling.startsWith(name + ".")) {
          String ending = sibling.substring(name.length() + 1);
          old |= ending.equals(OLD);
          if (ending.matches(STAMP_PATTERN)) {
            stamped.add(sibling);
          }
        }
      }
      removeSurplus(stamped, old);
    } catch (PosixException e) {
      teller.tell("WARNING: Rotation cleanup of old files failed: " + e.getMessage());
    }
  }

  private void removeSurplus(Deque<String> stamped, boolean oldIsThere) throws PosixException {
    boolean old = oldIsThere;
    while (keep > 0 && !stamped.isEmpty() && stamped.size() + (old ? 1 : 0) > keep) {
      if (keep == 1) {
        file.removeSibling(stamped.remove()); // HTCondor would put it over the newest old log
      } else {
        file.renameSibling(stamped.remove(), name + "." + OLD);
        old = true;
      }
    }
  }
}
