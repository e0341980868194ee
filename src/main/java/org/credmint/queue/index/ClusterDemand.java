// SPDX-License-Identifier: Apache-2.0
package org.credmint.queue.index;

import java.util.Set;
import java.util.TreeSet;
import org.credmint.queue.job.JobStatus;
import org.jspecify.annotations.Nullable;

/** What the jobs of a cluster ask for together. */
final class ClusterDemand {
  private final Set<String> providers = new TreeSet<>();
  private final Set<String> overridden = new TreeSet<>();
  private @Nullable JobStatus status;
  private long since;

  /** Counts a job in, if it asks for its cluster's credential. */
  void add(EffectiveJob job) {
    if (job.isSilent()) {
      return;
    }
    Set<String> asked = Set.copyOf(job.ofItsCluster());
    if (!asked.isEmpty()) {
      providers.addAll(asked);
      job.addOverridden(overridden);
      status = status == null ? job.status() : common(status, job.status());
      since = Math.max(since, job.since());
    }
  }

  /** Some on hold and others removed are like all on hold: none of them may run. */
  private static JobStatus common(JobStatus one, JobStatus other) {
    if (one == other) {
      return one;
    }
    return one.mayRun() || other.mayRun() ? JobStatus.OTHER : JobStatus.HELD;
  }

  Set<String> providers() {
    return providers;
  }

  /** The kept attributes of which an asking job has another value than the cluster. */
  Set<String> overridden() {
    return overridden;
  }

  /** The status of all asking jobs, if they have one in common; held where none may run. */
  JobStatus status() {
    return status == null ? JobStatus.OTHER : status;
  }

  /** When the last of them got its status, in seconds since 1970; 0 where no ad tells. */
  long since() {
    return since;
  }

  /** Whether in only one of the two a job may run, or none may for different reasons. */
  boolean restsUnlike(ClusterDemand other) {
    boolean bothMayRun = status().mayRun() && other.status().mayRun();
    return !bothMayRun && status() != other.status();
  }
}
