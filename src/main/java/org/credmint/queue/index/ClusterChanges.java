// SPDX-License-Identifier: Apache-2.0
package org.credmint.queue.index;

import org.credmint.queue.job.JobStatus;

/** What has changed in a cluster, by what it was before. */
final class ClusterChanges {
  private final Ad ad;
  private final IntTable<Ad> procs = new IntTable<>();
  private final IntTable<Boolean> released = new IntTable<>();

  /**
   * Begins with no job changed.
   *
   * @param ad the cluster's, before anything changed
   */
  ClusterChanges(Ad ad) {
    this.ad = ad;
  }

  /** A whole cluster as it was, against a later one. */
  static ClusterChanges of(Cluster old, Cluster now) {
    ClusterChanges clusterChanges = new ClusterChanges(old.ad());
    old.forEachProc((proc, ad) -> clusterChanges.note(proc, ad, now.proc(proc)));
    now.forEachProc((proc, ad) -> clusterChanges.note(proc, old.proc(proc), ad));
    return clusterChanges;
  }

  /** Remembers a job's ad as it was at first, and whether the job may run again since then. */
  void note(int proc, Ad was, Ad becomes) {
    if (was.equals(becomes)) {
      return;
    }
    if (procs.get(proc) == null) {
      procs.put(proc, was);
    }
    boolean rested = !JobStatus.of(was.status()).mayRun();
    if (rested && !becomes.isGone() && JobStatus.of(becomes.status()).mayRun()) {
      released.put(proc, true);
    }
  }

  Ad ad() {
    return ad;
  }

  /** A job's ad as it was: what it is now where it did not change. */
  Ad proc(int proc, Ad now) {
    Ad was = procs.get(proc);
    return was == null ? now : was;
  }

  boolean wasReleased(int proc) {
    return released.get(proc) != null;
  }

  /** Shows each job that changed, with its ad as it was. */
  void forEachChanged(IntTable.Visitor<? super Ad> visitor) {
    procs.forEach(visitor);
  }
}
