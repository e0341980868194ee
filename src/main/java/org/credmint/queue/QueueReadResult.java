// SPDX-License-Identifier: Apache-2.0
package org.credmint.queue;

import java.nio.file.Path;
import java.util.List;
import org.credmint.queue.job.JobChange;
import org.credmint.queue.job.UnservedRequest;

/** What one look at the job queue log gave. */
public sealed interface QueueReadResult {
  /**
   * The log was read to its end.
   *
   * @param changes what changed since the last look, by job; of one credential only the outcome,
   *     however often it changed
   * @param skipped what was skipped, in words that hold nothing of the log's content: the first
   *     few, and how many more
   * @param unservedRequests jobs that ask providers that are not of interest, where they were met
   *     in this look: one job of each provider, and not of every provider where there are very many
   */
  record Changes(
      List<JobChange> changes, List<String> skipped, List<UnservedRequest> unservedRequests)
      implements QueueReadResult {
    /** Nothing new. */
    public static final Changes NONE = new Changes(List.of(), List.of(), List.of());

    /** Takes copies. */
    public Changes {
      changes = List.copyOf(changes);
      skipped = List.copyOf(skipped);
      unservedRequests = List.copyOf(unservedRequests);
    }
  }

  /**
   * The log is not there, or has no line, but its directory is there and nothing was ever read of
   * it: the schedd of a new pool may be about to make it. The next look tries again.
   *
   * @param log the file
   * @param reason the file, what is wrong, and what to do
   */
  record NotYet(Path log, String reason) implements QueueReadResult {}

  /**
   * The log could not be read, or is no job queue log. What was known of the jobs stays known, and
   * the next look tries again.
   *
   * @param reason the file, what is wrong, and what to do
   * @param absent whether there is no such file, and so no job in it
   */
  record Unreadable(String reason, boolean absent) implements QueueReadResult {
    /** The same for a file that is there. */
    public Unreadable(String reason) {
      this(reason, false);
    }
  }
}
