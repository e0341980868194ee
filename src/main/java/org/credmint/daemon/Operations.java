// SPDX-License-Identifier: Apache-2.0
package org.credmint.daemon;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.credmint.audit.line.AuditEntry;
import org.credmint.config.AuditSettings;
import org.credmint.config.MonitoringSettings;
import org.credmint.event.Event;
import org.credmint.htcondor.log.DaemonLogSettings;
import org.credmint.htcondor.tool.JobHolds;
import org.credmint.index.HoldRequest;
import org.credmint.provider.ActiveConfiguration;
import org.credmint.provider.ConfigurationLoad;
import org.credmint.reconcile.DirectoryReport;
import org.credmint.reconcile.DirectoryTask;
import org.credmint.status.StatusReport;

/**
 * What the loop has done by others: everything that waits for a disk, a command or another program.
 */
interface Operations {
  /** Sees to some credentials. Called by workers. */
  List<DirectoryReport> serve(ActiveConfiguration active, List<DirectoryTask> tasks, Instant now);

  /** Adds to the audit log what no credential's batch adds. Called by workers. */
  void record(List<AuditEntry> entries);

  /** Tries again to write what the audit log could not take. Called by workers. */
  void flushAuditLog();

  /**
   * Has jobs put on hold. Called by workers.
   *
   * @return what became of each
   */
  JobHolds.Answer hold(HoldRequest order);

  /** Reads the configuration anew. Called by workers. */
  ConfigurationLoad load();

  /** Whether keys are due to be replaced, or a command has done so. Called by workers. */
  boolean keysWantReading();

  /** Whether there are key rings to look after. Called by the loop. */
  boolean hasKeyRings();

  /**
   * Leaves the mark that all that was there at the start has been seen to. Called by workers.
   *
   * @return what could not be done
   */
  Optional<Event> complete();

  /**
   * Tells condor_master that we are ready, by another program. Called by workers.
   *
   * @return why the report failed
   */
  Optional<Event> reportReady();

  /**
   * Loads what many tokens at once will need, now that nobody waits. Called by workers.
   *
   * @return what came of it
   */
  Event prepareForMany();

  /**
   * Tells others how the daemon does. Called by workers, by one at a time.
   *
   * @param where to
   * @return what has to be told of that
   */
  Optional<Event> publish(StatusReport report, MonitoringSettings where);

  /** Uses these settings for the log and the audit log from now on. Called by the loop. */
  void use(DaemonLogSettings log, Optional<AuditSettings> auditLog);
}
