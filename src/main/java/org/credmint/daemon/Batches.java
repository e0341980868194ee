// SPDX-License-Identifier: Apache-2.0
package org.credmint.daemon;

import java.util.List;
import org.credmint.event.Journal;
import org.credmint.index.BatchSize;
import org.credmint.index.CredentialIndex;
import org.credmint.index.CredentialState;
import org.credmint.index.StepDetectingClock;
import org.credmint.provider.ActiveConfiguration;
import org.credmint.reconcile.DirectoryReport;
import org.credmint.reconcile.DirectoryTask;
import org.credmint.reconcile.Outcome;

/** The loop's part for the batches: hands credentials to workers, and takes back what they did. */
final class Batches {
  /**
   * The garbage collector copies all that a batch holds; larger ones save no waits for the disk.
   * Those that somebody waits for are smaller, so that the first is not kept by the last.
   */
  private static final BatchSize BATCH = new BatchSize(512, 32, 512, 96);

  private final StepDetectingClock clock;
  private final WorkerPools workers;
  private final Operations operations;
  private final Journal journal;
  private final CredentialIndex index;
  private final JobHolder holder;
  private int underWay;

  Batches(
      StepDetectingClock clock,
      WorkerPools workers,
      Operations operations,
      Journal journal,
      CredentialIndex index,
      JobHolder holder) {
    this.clock = clock;
    this.workers = workers;
    this.operations = operations;
    this.journal = journal;
    this.index = index;
    this.holder = holder;
  }

  /** Who waits goes first; the last free worker is kept for them. */
  void start(ActiveConfiguration active) {
    boolean started = true;
    while (started && underWay < workers.size()) {
      boolean last = underWay == workers.size() - 1;
      started = startOne(last ? BATCH.urgentOnly() : BATCH, active);
    }
  }

  private boolean startOne(BatchSize size, ActiveConfiguration active) {
    List<DirectoryTask> tasks = index.take(size);
    if (tasks.isEmpty()) {
      return false;
    }
    underWay++;
    int generation = index.generation();
    workers.send(
        () -> new Message.BatchDone(operations.serve(active, tasks, clock.now()), generation));
    return true;
  }

  /** A worker is done with one. */
  void done(Message.BatchDone batch) {
    underWay--;
    batch.reports().forEach(report -> take(report, batch.generation()));
  }

  private void take(DirectoryReport report, int under) {
    report.events().forEach(journal::record);
    report.events().forEach(index.renewals()::note);
    for (Outcome outcome : report.outcomes()) {
      CredentialState state = index.done(outcome, under);
      if (state != null) {
        holder.decided(state, outcome);
      }
    }
    index.renewals().answers().forEach(answer -> workers.send(Message.after(answer)));
  }
}
