// SPDX-License-Identifier: Apache-2.0
package org.credmint.daemon;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.credmint.directory.DirectoryScan;
import org.credmint.event.Event;
import org.credmint.event.Journal;
import org.credmint.event.ProblemReporter;
import org.credmint.index.CredentialIndex;
import org.credmint.index.StepDetectingClock;
import org.credmint.provider.ActiveConfiguration;
import org.credmint.reconcile.UserReport;
import org.credmint.reconcile.UserTask;

/**
 * The loop's part for what users ask the credd for: has their directories compared, and has each
 * user seen to who changed or has something due.
 */
final class Users {
  private static final Duration SCAN_PERIOD = Duration.ofSeconds(60);
  private static final int MOST_URGENT = 32;

  /** The garbage collector copies all that a batch holds; larger batches save no waits. */
  private static final int MOST_ROUTINE = 96;

  private static final int MOST_CHANGED_URGENT = 256;

  private final StepDetectingClock clock;
  private final WorkerPools workers;
  private final Operations operations;
  private final Journal journal;
  private final ProblemReporter reporter;
  private final Jobs jobs;
  private final CredentialIndex credentialIndex = new CredentialIndex();
  private final DutyCycleLimiter scans;
  private long nextScanNanos;
  private String scanCause = "start";
  private boolean scanned;

  Users(
      StepDetectingClock clock,
      WorkerPools workers,
      Operations operations,
      Journal journal,
      ProblemReporter reporter,
      Jobs jobs) {
    this.clock = clock;
    this.workers = workers;
    this.operations = operations;
    this.journal = journal;
    this.reporter = reporter;
    this.jobs = jobs;
    this.scans = new DutyCycleLimiter(clock.nanos(), SCAN_PERIOD);
    scans.want();
  }

  /** Has all directories compared. */
  void wantScan(String cause) {
    scanCause = cause;
    scans.want();
  }

  /** Somebody changed something in a user's directory, or made the directory. */
  void changed(String user) {
    credentialIndex.changed(user, CredentialIndex.Urgency.URGENT);
  }

  void directoryChanged(Message.DirectoryChanged change) {
    String user = credentialIndex.userOf(change.watchKey());
    if (user == null) {
      return;
    }
    if (change.watchEnded()) {
      credentialIndex.watchEnded(user);
    }
    changed(user);
  }

  /** The configuration has changed: every user has to be checked against it. */
  void startGeneration() {
    credentialIndex.startGeneration();
  }

  int generation() {
    return credentialIndex.generation();
  }

  void queueDue() {
    credentialIndex.queueDue(clock.now());
    if (clock.nanos() - nextScanNanos >= 0 && scanned) {
      wantScan("timer");
    }
  }

  void startTasks(ActiveConfiguration active) {
    if (scans.start(clock.nanos())) {
      nextScanNanos = clock.nanos() + SCAN_PERIOD.toNanos();
      String cause = scanCause;
      workers.send(() -> new Message.ScanDone(operations.scan(cause, active)));
    }
  }

  void scanned(DirectoryScan scan, ActiveConfiguration active) {
    scans.ended(clock.nanos());
    reporter.directoryFailure(active.settings().credentialDirectory(), scan.failure().orElse(""));
    if (scan.failure().isPresent()) {
      return;
    }
    scanned = true;
    reporter.anomalies(scan.anomalies());
    int before = credentialIndex.size();
    List<String> gone = credentialIndex.compare(scan, MOST_CHANGED_URGENT, clock.now());
    gone.forEach(this::forgotten);
    journal.record(
        new Event.DirectoryScanned(scan.cause(), credentialIndex.size() - before, scan.took()));
  }

  boolean hasUrgent() {
    return credentialIndex.hasUrgent();
  }

  /** Work for one worker. */
  List<UserTask> take(boolean urgentOnly) {
    return credentialIndex.take(MOST_URGENT, urgentOnly ? 0 : MOST_ROUTINE);
  }

  void done(Message.RoundDone done) {
    for (UserReport report : done.reports()) {
      tell(report);
      jobs.listed(report);
      if (credentialIndex.done(report, done.generation())) {
        forgotten(report.user());
      }
    }
  }

  private void tell(UserReport report) {
    boolean news = credentialIndex.areNews(report.user(), report.unexpected());
    for (Event event : report.events()) {
      if (news || !(event instanceof Event.UnexpectedEntry)) {
        journal.record(event);
      }
    }
  }

  private void forgotten(String user) {
    journal.record(new Event.UserGone(user));
    jobs.userGone(user);
  }

  int size() {
    return credentialIndex.size();
  }

  int credentials() {
    return credentialIndex.credentials();
  }

  /** Whether all directories have been compared once, and every user has been seen to. */
  boolean isSettled() {
    return scanned && credentialIndex.isSettled();
  }

  Instant nextDue() {
    return credentialIndex.nextDue();
  }

  long nanosUntilTask() {
    return scans.nanosUntilStart(clock.nanos());
  }
}
