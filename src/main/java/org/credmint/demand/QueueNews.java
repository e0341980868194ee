// SPDX-License-Identifier: Apache-2.0
package org.credmint.demand;

import java.util.Set;
import org.credmint.config.JobRenewal;
import org.credmint.queue.QueueReadResult;

/**
 * What a look at the job queue of one schedd gave.
 *
 * @param schedd its local name; empty where it has none
 * @param result what is new
 * @param whole whether it tells everything, because something else is of interest than before
 * @param providers those that issue for jobs
 * @param renewal for how long jobs that cannot run keep their credentials
 */
public record QueueNews(
    String schedd,
    QueueReadResult result,
    boolean whole,
    Set<String> providers,
    JobRenewal renewal) {
  /** Takes a copy. */
  public QueueNews {
    providers = Set.copyOf(providers);
  }
}
