// SPDX-License-Identifier: Apache-2.0
package org.credmint.queue.index;

import org.jspecify.annotations.Nullable;

/** A cluster's ad and its jobs'. Most clusters have one job, for which no table is made. */
final class Cluster {
  private static final int NO_PROC = -1;

  private Ad ad = Ad.GONE;
  private int onlyProc = NO_PROC;
  private Ad only = Ad.GONE;
  private @Nullable IntTable<Ad> several;

  /** {@link Ad#GONE} where the cluster has none. */
  Ad ad() {
    return ad;
  }

  void setAd(Ad changed) {
    ad = changed;
  }

  /** A job's own ad; {@link Ad#GONE} where there is no such job. */
  Ad proc(int proc) {
    if (several == null) {
      return proc == onlyProc ? only : Ad.GONE;
    }
    Ad found = several.get(proc);
    return found == null ? Ad.GONE : found;
  }

  /** Replaces a job's own ad; {@link Ad#GONE} removes the job. */
  void setProc(int proc, Ad changed) {
    if (several == null && (onlyProc == NO_PROC || onlyProc == proc)) {
      onlyProc = changed.isGone() ? NO_PROC : proc;
      only = changed;
    } else if (!changed.isGone()) {
      table().put(proc, changed);
    } else if (several != null) {
      several.remove(proc);
    }
  }

  private IntTable<Ad> table() {
    if (several == null) {
      several = new IntTable<>();
      several.put(onlyProc, only);
      onlyProc = NO_PROC;
      only = Ad.GONE;
    }
    return several;
  }

  /** Shows each job with its own ad; the cluster must not change meanwhile. */
  void forEachProc(IntTable.Visitor<? super Ad> visitor) {
    if (several != null) {
      several.forEach(visitor);
    } else if (onlyProc != NO_PROC) {
      visitor.visit(onlyProc, only);
    }
  }

  boolean hasJobs() {
    return onlyProc != NO_PROC || (several != null && several.size() > 0);
  }

  boolean isEmpty() {
    return ad.isGone() && !hasJobs();
  }
}
