package org.credmint.daemon;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.credmint.event.Event;
import org.credmint.htcondor.DaemonLogSettings;

/**
 * What the loop has done by others: everything that waits for a disk, a command or another program.
 */
interface Workshop {
  /** Compares all directories. Called by workers. */
  Survey survey(String cause, Serving serving);

  /** Goes through some users. Called by workers. */
  List<UserReport> serve(Serving serving, List<UserTask> tasks, Instant now);

  /** Reads the configuration anew. Called by workers. */
  Reload reload();

  /**
   * Tells HTCondor that all that was there at the start has been seen to. Called by workers.
   *
   * @return what could not be told
   */
  Optional<Event> complete();

  /** Logs as told from now on. Called by the loop. */
  void useLog(DaemonLogSettings settings);
}
