// SPDX-License-Identifier: Apache-2.0
package org.credmint.htcondor.log;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.function.Supplier;
import org.credmint.os.Host;
import org.credmint.os.libc.PosixException;

/**
 * A daemon's log as HTCondor's own daemons write theirs: the same header, the same rotation, the
 * same words about it. At HTCondor's default setting all but {@link #fullDebug} is written, and
 * nothing but the text tells news from errors.
 *
 * <p>In two points it is more patient than they are. They end when a line cannot be written; here
 * the line is lost, and the next that gets through is preceded by one that says how many were and
 * why. And they go on writing to a file that was moved away; here the path is looked at once a
 * second, and begun anew.
 *
 * <p>For one thread.
 *
 * <p>Source: {@code dprintf.cpp} and {@code log_rotate.cpp} of HTCondor 23.9.6 and 25.14.1.
 */
public final class DaemonLog implements AutoCloseable {

  /** Two system calls: nothing a second, noticeable with thousands of lines a second. */
  private static final Duration LOOK_INTERVAL = Duration.ofSeconds(1);

  private final LogFile.Opener opener;
  private final long processId;
  private final InstantSource clock;
  private final ZoneId zone;
  private DaemonLogSettings settings;
  private LogFile file;
  private LogRotation rotation;
  private LogHeader header;
  private Instant lookedAt;
  private long lost;
  private String lossReason = "";

  DaemonLog(
      LogFile.Opener opener,
      DaemonLogSettings settings,
      long processId,
      InstantSource clock,
      ZoneId zone)
      throws PosixException {
    this.opener = opener;
    this.settings = settings;
    this.processId = processId;
    this.clock = clock;
    this.zone = zone;
    this.header = new LogHeader(settings.style(), processId, zone);
    this.lookedAt = clock.instant();
    this.file = opener.open(settings.file());
    try {
      if (settings.truncateOnOpen()) {
        file.truncate();
      }
      this.rotation = new LogRotation(settings, file, zone);
    } catch (PosixException e) {
      file.close();
      throw e;
    }
  }

  /**
   * Opens a daemon's log, making it when it is missing.
   *
   * @param settings tell where it is and how it looks
   * @param host opens it
   * @param clock for the headers and for rotation by age
   * @param zone of the times in the headers and in the names of old logs
   * @return the log, to be closed by the caller
   * @throws PosixException when it cannot be opened; HTCondor's daemons then end with 44
   */
  public static DaemonLog open(
      DaemonLogSettings settings, Host host, InstantSource clock, ZoneId zone)
      throws PosixException {
    return new DaemonLog(
        path -> HostLogFile.open(host, path), settings, host.identity().pid(), clock, zone);
  }

  /**
   * Writes a line of ordinary news, {@code D_ALWAYS}. Never throws.
   *
   * @param text control characters in it are escaped, so that it stays one line
   */
  public void always(String text) {
    write(LogLevel.ALWAYS, text);
  }

  /** Writes a line about something that stands still, {@code D_ERROR}. Never throws. */
  public void error(String text) {
    write(LogLevel.ERROR, text);
  }

  /**
   * Writes a line for those who look for a fault, {@code D_FULLDEBUG}. Never throws.
   *
   * @param text asked for only where such lines are written
   */
  public void fullDebug(Supplier<String> text) {
    if (settings.style().fullDebug()) {
      write(LogLevel.FULLDEBUG, text.get());
    }
  }

  /** How many lines are lost of which the log does not tell yet. */
  public long lost() {
    return lost;
  }

  /**
   * Takes other settings, after the configuration has changed. A log of another name is begun; when
   * it cannot be opened, this one stays in use and says so. Never throws.
   */
  public void use(DaemonLogSettings other) {
    Path before = settings.file();
    settings = other;
    header = new LogHeader(other.style(), processId, zone);
    rotation.configure(other);
    if (!other.file().equals(before)) {
      move(before);
    }
  }

  private void move(Path before) {
    try {
      LogFile next = opener.open(settings.file());
      LogRotation nextRotation = new LogRotation(settings, next, zone);
      always("Now in new log file " + settings.file());
      file.close();
      file = next;
      rotation = nextRotation;
    } catch (PosixException e) {
      settings = settings.withFile(before);
      always("WARNING: Cannot move to another log file: " + e.getMessage());
    }
  }

  private void write(LogLevel level, String text) {
    Instant now = clock.instant();
    try {
      look(now);
      rotation.rotateIfDue(now, line -> append(now, LogLevel.ALWAYS, line));
      tellLoss(now);
      append(now, level, text);
    } catch (PosixException e) {
      lost++;
      lossReason = String.valueOf(e.getMessage());
    }
  }

  private void look(Instant now) {
    boolean due = now.isBefore(lookedAt) || !now.isBefore(lookedAt.plus(LOOK_INTERVAL));
    if (due) {
      lookedAt = now;
      try {
        if (!file.isAtPath()) {
          file.reopen();
          rotation.begin(file.modified());
        }
      } catch (PosixException e) {
        // The file that is open takes the line as well, and in a second this is tried again.
      }
    }
  }

  private void tellLoss(Instant now) throws PosixException {
    if (lost > 0) {
      append(now, LogLevel.ALWAYS, "WARNING: " + lost + " log lines were lost here: " + lossReason);
      lost = 0;
    }
  }

  private void append(Instant now, LogLevel level, String text) throws PosixException {
    String before = header.of(now, level);
    String shown = LogText.oneLine(text);
    StringBuilder line = new StringBuilder(before.length() + shown.length() + 1);
    line.append(before).append(shown).append('\n');
    byte[] bytes = line.toString().getBytes(StandardCharsets.UTF_8);
    file.append(bytes);
    rotation.grown(bytes.length);
  }

  @Override
  public void close() {
    file.close();
  }
}
