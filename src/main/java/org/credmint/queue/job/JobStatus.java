// SPDX-License-Identifier: Apache-2.0
package org.credmint.queue.job;

/** The attribute {@code JobStatus} of a job's ad (HTCondor 25.14.1, proc.h). */
public enum JobStatus {
  /** 1: waits for a machine. */
  IDLE,
  /** 2: runs, or its shadow is about to start it. */
  RUNNING,
  /** 3: removed by its user, and not yet gone. */
  REMOVED,
  /** 4: ended, and not yet gone. */
  COMPLETED,
  /** 5: on hold. */
  HELD,
  /** Any other, or none; for a cluster, that its jobs differ. */
  OTHER;

  /** Whether the job waits or runs: it is neither held nor on its way out. */
  public boolean mayRun() {
    return this == IDLE || this == RUNNING || this == OTHER;
  }

  /** The status that an ad has as a number; {@link #OTHER} for a number of no status here. */
  public static JobStatus of(long number) {
    return number >= 1 && number <= 5 ? values()[(int) number - 1] : OTHER;
  }
}
