// SPDX-License-Identifier: Apache-2.0
package org.credmint.index;

import java.util.List;
import org.credmint.reconcile.CredentialRecord;
import org.credmint.reconcile.UserReport;

/** What the loop knows of one user. Touched by the loop's thread only. */
public final class UserState {
  public final String user;
  public final int watchKey;
  public List<CredentialRecord> known = List.of();
  public long directoryModifiedNanos;
  public long scheduledMillis = CredentialRecord.NEVER;
  public int checkedUnder;
  public int unexpectedReported;
  public boolean watched;
  public Progress progress = Progress.IDLE;

  /** Where a user stands between the loop and the workers. */
  public enum Progress {
    /** Nothing to do. */
    IDLE,
    /** Waiting for a worker. */
    QUEUED,
    /** With a worker. */
    WITH_WORKER,
    /** With a worker, and changed since. */
    CHANGED_WITH_WORKER
  }

  public UserState(String user, int watchKey) {
    this.user = user;
    this.watchKey = watchKey;
  }

  public void remember(UserReport report, int generation) {
    known = report.known();
    watched = report.watched();
    directoryModifiedNanos = report.directoryModifiedNanos();
    if (report.outcome() == UserReport.Outcome.SERVED) {
      checkedUnder = generation;
    }
  }

  public long nextDueMillis() {
    long next = CredentialRecord.NEVER;
    for (CredentialRecord one : known) {
      next = Math.min(next, one.dueAtMillis());
    }
    return next;
  }
}
