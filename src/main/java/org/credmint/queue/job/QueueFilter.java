// SPDX-License-Identifier: Apache-2.0
package org.credmint.queue.job;

import java.util.Set;
import org.credmint.credential.JobId;

/**
 * What is worth reading of the jobs' ads.
 *
 * @param providers those that issue for jobs or clusters of jobs
 * @param attributes the names, in any case, of the attributes to be kept beside {@code Owner}.
 *     {@code ClusterId} and {@code ProcId} are known without; {@code OAuthServicesNeeded}, {@code
 *     JobStatus} and {@code EnteredCurrentStatus} are read, but not kept as attributes
 * @param schedd the local name of the schedd whose log it is; empty where it has none. With one, it
 *     stands in the words by which its jobs ask
 * @param namesJobs whether names of credentials can carry that local name; where not, its jobs get
 *     none of their own
 * @param otherSchedds the local names of the machine's other schedds. A job that asks by a name of
 *     their jobs is told as an intruder
 */
public record QueueFilter(
    Set<String> providers,
    Set<String> attributes,
    String schedd,
    boolean namesJobs,
    Set<String> otherSchedds) {
  /** Takes copies. */
  public QueueFilter {
    providers = Set.copyOf(providers);
    attributes = Set.copyOf(attributes);
    otherSchedds = Set.copyOf(otherSchedds);
  }

  /** The same on a machine with one schedd. */
  public QueueFilter(Set<String> providers, Set<String> attributes) {
    this(providers, attributes, JobId.PRIMARY, true, Set.of());
  }

  /** Whether this name is for jobs of another schedd; names without a schedd are the primary's. */
  public boolean isOfAnotherSchedd(JobId named) {
    return !named.schedd().equals(schedd)
        && (named.schedd().isEmpty() || otherSchedds.contains(named.schedd()));
  }
}
