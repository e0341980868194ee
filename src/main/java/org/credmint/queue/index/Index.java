// SPDX-License-Identifier: Apache-2.0
package org.credmint.queue.index;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.credmint.credential.AttributeValue;
import org.credmint.credential.JobId;
import org.credmint.queue.job.ClassAdLiteral;
import org.credmint.queue.job.JobChange;

/** The jobs in the queue, as far as they matter, and what changed since somebody asked last. */
public final class Index {
  private static final long MEGABYTE = 1L << 20;

  private final AttributeTable table;
  private final IntTable<Cluster> clusters = new IntTable<>();
  private final IntTable<ClusterChanges> changed = new IntTable<>();
  private final BoundedInterner<Ad> ads = new BoundedInterner<>();
  private final BoundedInterner<AttributeValue> values = new BoundedInterner<>();
  private boolean watching;
  private long kept;

  public Index(AttributeTable table) {
    this.table = table;
  }

  /** From now on remembers what changes. */
  public void watch() {
    watching = true;
  }

  /** An ad; {@link Ad#GONE} where there is none. */
  Ad ad(int cluster, int proc) {
    Cluster found = clusters.get(cluster);
    if (found == null) {
      return Ad.GONE;
    }
    return proc == JobId.WHOLE_CLUSTER ? found.ad() : found.proc(proc);
  }

  /** Puts an ad in the place of the one that is there; {@link Ad#GONE} removes it. */
  void put(int number, int proc, Ad ad) {
    Cluster cluster = clusters.get(number);
    if (cluster == null) {
      if (ad.isGone()) {
        return;
      }
      cluster = new Cluster();
      clusters.put(number, cluster);
    }
    Ad was = proc == JobId.WHOLE_CLUSTER ? cluster.ad() : cluster.proc(proc);
    Ad becomes = ad.isGone() ? ad : ads.shared(ad);
    if (watching) {
      remember(number, cluster, proc, was, becomes);
    }
    kept += becomes.weight() - was.weight();
    if (proc == JobId.WHOLE_CLUSTER) {
      cluster.setAd(becomes);
    } else {
      cluster.setProc(proc, becomes);
    }
    if (cluster.isEmpty()) {
      clusters.remove(number);
    }
  }

  private void remember(int number, Cluster cluster, int proc, Ad was, Ad becomes) {
    ClusterChanges clusterChanges = changed.get(number);
    if (clusterChanges == null) {
      clusterChanges = new ClusterChanges(cluster.ad());
      changed.put(number, clusterChanges);
    }
    if (proc != JobId.WHOLE_CLUSTER) {
      clusterChanges.note(proc, was, becomes);
    }
  }

  /**
   * The longest value that may be kept now, in bytes: the more is kept, the less of one value, so
   * that long ones cannot fill the memory and leave no room for short ones.
   */
  int longestValue() {
    if (kept < 4 * MEGABYTE) {
      return ClassAdLiteral.LONGEST;
    }
    if (kept < 16 * MEGABYTE) {
      return 4_096;
    }
    return kept < 32 * MEGABYTE ? 1_024 : 256;
  }

  /** The same value, as one object for all that have it. */
  AttributeValue shared(AttributeValue value) {
    return values.shared(value);
  }

  /** What changed since the last call, by job. */
  public List<JobChange> takeChanges() {
    List<JobChange> changes = new ArrayList<>();
    List<Integer> numbers = new ArrayList<>(changed.size());
    changed.forEach((number, clusterChanges) -> numbers.add(number));
    for (int number : numbers) {
      ClusterChanges clusterChanges = changed.remove(number);
      if (clusterChanges != null) {
        ClusterDiff.tell(table, number, clusterChanges, cluster(number), changes::add);
      }
    }
    return sorted(changes);
  }

  /** What is different in another index, by job. */
  public List<JobChange> differencesTo(Index other) {
    List<JobChange> changes = new ArrayList<>();
    clusters.forEach(
        (number, old) -> {
          Cluster now = other.cluster(number);
          ClusterDiff.tell(table, number, ClusterChanges.of(old, now), now, changes::add);
        });
    other.clusters.forEach(
        (number, now) -> {
          if (clusters.get(number) == null) {
            ClusterChanges nothing = ClusterChanges.of(new Cluster(), now);
            ClusterDiff.tell(table, number, nothing, now, changes::add);
          }
        });
    return sorted(changes);
  }

  private Cluster cluster(int number) {
    Cluster found = clusters.get(number);
    return found == null ? new Cluster() : found;
  }

  private static List<JobChange> sorted(List<JobChange> changes) {
    changes.sort(Comparator.comparing(JobChange::job));
    return changes;
  }
}
