package org.credmint.daemon;

import java.util.List;

/** What the loop knows of one user. Touched by the loop's thread only. */
final class UserState {
  final String user;
  final int watchKey;
  List<CredentialRecord> known = List.of();
  long directoryModifiedNanos;
  long scheduledMillis = CredentialRecord.NEVER;
  int checkedUnder;
  int unexpectedReported;
  boolean watched;
  Progress progress = Progress.IDLE;

  /** Where a user stands between the loop and the workers. */
  enum Progress {
    /** Nothing to do. */
    IDLE,
    /** Waiting for a worker. */
    QUEUED,
    /** With a worker. */
    WITH_WORKER,
    /** With a worker, and changed since. */
    CHANGED_WITH_WORKER
  }

  UserState(String user, int watchKey) {
    this.user = user;
    this.watchKey = watchKey;
  }

  void remember(UserReport report, int generation) {
    known = report.known();
    watched = report.watched();
    directoryModifiedNanos = report.directoryModifiedNanos();
    if (report.outcome() == UserReport.Outcome.SERVED) {
      checkedUnder = generation;
    }
  }

  long nextDueMillis() {
    long next = CredentialRecord.NEVER;
    for (CredentialRecord one : known) {
      next = Math.min(next, one.dueAtMillis());
    }
    return next;
  }
}
