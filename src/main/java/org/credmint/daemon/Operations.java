// SPDX-License-Identifier: Apache-2.0
package org.credmint.daemon;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.credmint.config.AuditSettings;
import org.credmint.directory.DirectoryScan;
import org.credmint.event.Event;
import org.credmint.htcondor.log.DaemonLogSettings;
import org.credmint.htcondor.tool.JobHolds;
import org.credmint.index.HoldRequest;
import org.credmint.index.QueueNews;
import org.credmint.provider.ActiveConfiguration;
import org.credmint.provider.ConfigurationLoad;
import org.credmint.reconcile.JobReport;
import org.credmint.reconcile.JobTask;
import org.credmint.reconcile.UserReport;
import org.credmint.reconcile.UserTask;

/**
 * What the loop has done by others: everything that waits for a disk, a command or another program.
 */
interface Operations {
  /** Compares all directories. Called by workers. */
  DirectoryScan scan(String cause, ActiveConfiguration active);

  /** Goes through some users. Called by workers. */
  List<UserReport> serve(ActiveConfiguration active, List<UserTask> tasks, Instant now);

  /** Reads what is new in the job queues. Called by workers, by one at a time. */
  List<QueueNews> readQueues(ActiveConfiguration active);

  /** Goes through some jobs. Called by workers. */
  List<JobReport> serveJobs(ActiveConfiguration active, List<JobTask> tasks, Instant now);

  /**
   * Has jobs put on hold. Called by workers.
   *
   * @return what became of each
   */
  JobHolds.Answer hold(HoldRequest order);

  /** Reads the configuration anew. Called by workers. */
  ConfigurationLoad load();

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

  /** Uses these settings for the log and the audit log from now on. Called by the loop. */
  void use(DaemonLogSettings log, Optional<AuditSettings> auditLog);
}
