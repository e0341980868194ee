// SPDX-License-Identifier: Apache-2.0
package org.credmint.queue.index;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.credmint.credential.JobId;
import org.credmint.queue.job.UnservedRequest;

/**
 * The unknown providers that jobs request, as one pass over the log found them, each with one job.
 * Bounded: a user may invent one for each job.
 */
public final class UnknownProviderRequests {
  /** More than anybody tells. */
  public static final int MOST = 100;

  /** In whose ad the word stands: a cluster's ad has those of its first job too. */
  private record Sighting(JobId asked, int proc) {
    EffectiveJob asking(AttributeTable table, Index index) {
      Ad ofCluster = index.ad(asked.cluster(), JobId.WHOLE_CLUSTER);
      return proc == JobId.WHOLE_CLUSTER
          ? new EffectiveJob(table, proc, ofCluster, Ad.EMPTY)
          : new EffectiveJob(table, proc, index.ad(asked.cluster(), proc), ofCluster);
    }
  }

  private final AttributeTable table;
  private final Map<String, Sighting> sightings = new LinkedHashMap<>();
  private boolean full;

  public UnknownProviderRequests(AttributeTable table) {
    this.table = table;
  }

  /**
   * Takes note of a word. Of several jobs that ask the same the first one counts that is still in
   * the queue when the next one asks: a log tells of many that have left.
   *
   * @param proc of the job in whose ad it stands, or {@link JobId#WHOLE_CLUSTER}
   */
  void add(String provider, JobId asked, int proc, Index index) {
    Sighting known = sightings.get(provider);
    if (known != null && !known.asking(table, index).isOver()) {
      return;
    }
    if (known == null && sightings.size() >= MOST) {
      makeRoom(index);
    }
    if (known != null || !full) {
      sightings.put(provider, new Sighting(asked, proc));
    }
  }

  /** Once in a look, or it would cost a user's inventions times the number kept. */
  private void makeRoom(Index index) {
    if (!full) {
      sightings.values().removeIf(one -> one.asking(table, index).isOver());
    }
    full = sightings.size() >= MOST;
  }

  /** Those whose job is still in the queue at the end of the look. */
  public List<UnservedRequest> told(Index index) {
    List<UnservedRequest> told = new ArrayList<>(sightings.size());
    sightings.forEach(
        (provider, one) -> {
          EffectiveJob effectiveJob = one.asking(table, index);
          if (!effectiveJob.isOver()) {
            effectiveJob
                .owner()
                .ifPresent(user -> told.add(new UnservedRequest(provider, one.asked(), user)));
          }
        });
    return told;
  }
}
