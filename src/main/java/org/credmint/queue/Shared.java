package org.credmint.queue;

import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the jobs of a cluster ask for together. */
final class Shared {
  private final Set<String> providers = new TreeSet<>();
  private final Set<String> overridden = new TreeSet<>();
  private @Nullable JobStatus status;

  /** Counts a job in, if it asks for its cluster's credential. */
  void add(Asking job) {
    if (job.isSilent()) {
      return;
    }
    Set<String> asked = Set.copyOf(job.ofItsCluster());
    if (!asked.isEmpty()) {
      providers.addAll(asked);
      job.addOverridden(overridden);
      status = status == null || status == job.status() ? job.status() : JobStatus.OTHER;
    }
  }

  Set<String> providers() {
    return providers;
  }

  /** The kept attributes of which an asking job has another value than the cluster. */
  Set<String> overridden() {
    return overridden;
  }

  /** The status of all asking jobs, if they have one in common. */
  JobStatus status() {
    return status == null ? JobStatus.OTHER : status;
  }
}
