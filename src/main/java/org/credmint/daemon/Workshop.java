package org.credmint.daemon;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.credmint.config.AuditSettings;
import org.credmint.event.Event;
import org.credmint.htcondor.DaemonLogSettings;
import org.credmint.htcondor.JobHolds;

/**
 * What the loop has done by others: everything that waits for a disk, a command or another program.
 */
interface Workshop {
  /** Compares all directories. Called by workers. */
  Survey survey(String cause, Serving serving);

  /** Goes through some users. Called by workers. */
  List<UserReport> serve(Serving serving, List<UserTask> tasks, Instant now);

  /** Reads what is new in the job queues. Called by workers, by one at a time. */
  List<QueueNews> readQueues(Serving serving);

  /** Goes through some jobs. Called by workers. */
  List<JobReport> serveJobs(Serving serving, List<JobTask> tasks, Instant now);

  /**
   * Has jobs put on hold. Called by workers.
   *
   * @return what became of each
   */
  JobHolds.Answer hold(HoldOrder order);

  /** Reads the configuration anew. Called by workers. */
  Reload reload();

  /**
   * Leaves the mark that all that was there at the start has been seen to. Called by workers.
   *
   * @return what could not be done
   */
  Optional<Event> complete();

  /**
   * Tells condor_master that we are ready, by another program. Called by workers.
   *
   * @return what could not be told
   */
  Optional<Event> reportReady();

  /**
   * Loads what many tokens at once will need, now that nobody waits. Called by workers.
   *
   * @return what came of it
   */
  Event prepareForMany();

  /** Logs, and keeps the ledger, as told from now on. Called by the loop. */
  void use(DaemonLogSettings log, Optional<AuditSettings> ledger);
}
