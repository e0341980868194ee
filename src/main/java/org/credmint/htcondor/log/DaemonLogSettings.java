// SPDX-License-Identifier: Apache-2.0
package org.credmint.htcondor.log;

import java.nio.file.Path;
import java.util.List;
import org.credmint.htcondor.knob.KnobProblem;
import org.credmint.htcondor.knob.Knobs;

/** Where a daemon's log is and what it looks like. */
public final class DaemonLogSettings {

  private final Path file;
  private final LogLimit limit;
  private final int keep;
  private final boolean truncateOnOpen;
  private final LogStyle style;

  DaemonLogSettings(Path file, LogLimit limit, int keep, boolean truncateOnOpen, LogStyle style) {
    this.file = file;
    this.limit = limit;
    this.keep = keep;
    this.truncateOnOpen = truncateOnOpen;
    this.style = style;
  }

  /**
   * What came of reading the knobs about the log. What is wrong is replaced by its default, so that
   * there is a log to tell of it.
   *
   * @param settings what holds
   * @param problems what is wrong, in the order of the knobs
   */
  public record Reading(DaemonLogSettings settings, List<KnobProblem> problems) {
    /** Takes a copy of the problems. */
    public Reading {
      problems = List.copyOf(problems);
    }
  }

  /**
   * Reads the knobs of a daemon's log as HTCondor's daemons do ({@code dprintf_config.cpp}, 23.9.6
   * and 25.14.1): {@code <NAME>_LOG}, {@code <NAME>_DEBUG}, {@code MAX_<NAME>_LOG}, {@code
   * MAX_NUM_<NAME>_LOG}, {@code TRUNC_<NAME>_LOG_ON_OPEN}, {@code LOGS_USE_TIMESTAMP}, {@code
   * DEBUG_TIME_FORMAT}, and what stands in for them.
   *
   * @param daemonName HTCondor's name of the daemon, such as {@code CREDMON_OAUTH}
   */
  public static Reading from(Knobs knobs, String daemonName) {
    return new DaemonLogSettingsReader(knobs, daemonName).read();
  }

  /** The log file. */
  public Path file() {
    return file;
  }

  /** The same with another file. */
  DaemonLogSettings withFile(Path other) {
    return new DaemonLogSettings(other, limit, keep, truncateOnOpen, style);
  }

  /** When it is rotated. */
  LogLimit limit() {
    return limit;
  }

  /** How many rotated logs are kept. */
  int keep() {
    return keep;
  }

  /** Whether a daemon that starts empties its log. */
  boolean truncateOnOpen() {
    return truncateOnOpen;
  }

  /** What a line looks like. */
  LogStyle style() {
    return style;
  }
}
