// SPDX-License-Identifier: Apache-2.0
package org.credmint.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.credmint.config.knob.Problem;
import org.credmint.htcondor.knob.Knobs;

/**
 * Where the audit log is and how much of it is kept.
 *
 * @param file {@code CREDMINT_AUDIT_LOG}: the file that lines are added to; a full path
 * @param maxBytes {@code CREDMINT_MAX_AUDIT_LOG}: how large it grows; 0 for any size
 * @param keep {@code CREDMINT_MAX_NUM_AUDIT_LOG}: how many older files stay; 0 for all
 * @param days {@code CREDMINT_AUDIT_LOG_DAYS}: how many days older files stay; 0 for any time
 */
public record AuditSettings(Path file, long maxBytes, int keep, int days) {
  /** An audit log that is kept by size alone. */
  public AuditSettings(Path file, long maxBytes, int keep) {
    this(file, maxBytes, keep, 0);
  }

  /**
   * What came of reading the knobs. What is wrong is replaced by its default.
   *
   * @param settings what holds; empty where the audit log is turned off
   * @param problems in the order in which they were found
   */
  public record Reading(Optional<AuditSettings> settings, List<Problem> problems) {
    /** Takes a copy of the problems. */
    public Reading {
      problems = List.copyOf(problems);
    }
  }

  /**
   * Reads the knobs of the audit log, whatever else is wrong with the configuration.
   *
   * @param knobs HTCondor's configuration, defaults included and expanded
   * @param daemonName HTCondor's name of the daemon, such as {@code CREDMON_OAUTH}
   */
  public static Reading read(Knobs knobs, String daemonName) {
    return new AuditReader(knobs, daemonName).read();
  }
}
