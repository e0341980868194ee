// SPDX-License-Identifier: Apache-2.0
package org.credmint.daemon;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.credmint.config.MonitoringSettings;
import org.credmint.credential.CredentialId;
import org.credmint.demand.DemandReading;
import org.credmint.demand.DemandSource;
import org.credmint.event.ConfigurationEvent;
import org.credmint.event.DaemonEvent;
import org.credmint.event.Event;
import org.credmint.event.Journal;
import org.credmint.event.OnceJournal;
import org.credmint.event.RateLimitedJournal;
import org.credmint.index.CredentialIndex;
import org.credmint.index.CredentialTable;
import org.credmint.index.ForeignFiles;
import org.credmint.index.RestingJobs;
import org.credmint.index.StepDetectingClock;
import org.credmint.index.WaitingCredentials;
import org.credmint.provider.ConfigurationLoad;
import org.credmint.status.StatusReport.DaemonProcess;
import org.credmint.status.survey.StatusSurvey;
import org.jspecify.annotations.Nullable;

/**
 * The monitor: one loop that owns all state.
 *
 * <p><b>The way of a credential.</b> A user submits a job, and the credd leaves a request in the
 * user's directory; or a job's ad in the queue asks for a credential of its own. A {@link
 * DemandSource} finds out, and tells the loop by a {@link Message} in the {@link Inbox}. {@link
 * Demand} has the source read by a worker and enters what it tells into the {@link
 * CredentialIndex}. The loop hands credentials that have to be seen to to a worker, whose {@link
 * org.credmint.reconcile.BatchReconciler} takes each through the rooms: {@link
 * org.credmint.store.CredentialStore#look} reads what is there; {@link
 * org.credmint.provider.Provider#decide} asks policy; an {@link org.credmint.issue.Issuer} issues;
 * {@link org.credmint.store.CredentialStore#write} puts it in place, durable and whole; {@link
 * org.credmint.renew.RenewalSchedule} says when the next act is due. The worker returns a {@link
 * org.credmint.reconcile.DirectoryReport}; only the loop remembers it and tells its events to the
 * {@link Journal}. When the time has come, the credential goes the same way again.
 *
 * <p><b>What is true.</b> The disk. A start, a SIGHUP and the scan each minute do the same: compare
 * what is there with what is remembered, and look at what differs. Nothing depends on a watch or a
 * signal; they only make it quick.
 *
 * <p><b>Time.</b> Tokens live by the wall clock, so every wait ends after {@value
 * #LONGEST_WAIT_SECONDS} seconds at the latest and looks at it; a clock that was set makes the loop
 * read every token again.
 */
public final class Credmon {
  static final int LONGEST_WAIT_SECONDS = 5;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(LONGEST_WAIT_SECONDS);
  private static final Duration AUDIT_LOG_RETRY = Duration.ofSeconds(60);

  private final Inbox inbox;
  private final StepDetectingClock clock;
  private final WorkerPools workers;
  private final Operations operations;
  private final RateLimitedJournal limiter;
  private final Journal journal;
  private final CredentialIndex index;
  private final Demand demand;
  private final Batches batches;
  private final JobHolder holder;
  private final Reloads reloads;
  private final StatusSurvey survey;
  private final Message.Receiver receiver = new MessageReceiver();
  private boolean complete;
  private long nextFlushNanos;
  private @Nullable String stopCause;

  Credmon(
      Inbox inbox,
      StepDetectingClock clock,
      WorkerPools workers,
      Operations operations,
      List<DemandSource> sources,
      Journal journal,
      DaemonProcess process,
      ConfigurationLoad.Read start) {
    this.inbox = inbox;
    this.clock = clock;
    this.workers = workers;
    this.operations = operations;
    this.limiter = new RateLimitedJournal(new OnceJournal(journal), clock::nanos);
    CredentialTable table = new CredentialTable();
    this.survey = new StatusSurvey(process, table, clock);
    this.journal = survey.noting(limiter);
    WaitingCredentials waiting = new WaitingCredentials();
    RestingJobs resting = new RestingJobs(clock);
    ForeignFiles foreign = new ForeignFiles();
    this.index = new CredentialIndex(table, waiting, resting, foreign, clock.nanos());
    this.holder = new JobHolder(clock, workers, operations, this.journal, table);
    this.batches = new Batches(clock, workers, operations, this.journal, index, holder);
    this.demand =
        new Demand(sources, clock, workers, operations, this.journal, index.intake(), holder);
    this.reloads = new Reloads(clock, workers, operations, this.journal, start);
    this.nextFlushNanos = clock.nanos() + AUDIT_LOG_RETRY.toNanos();
  }

  /**
   * Serves until it is asked to stop.
   *
   * @param once whether to end when all that is there has been served
   * @return how the process is to end
   */
  ExitStatus run(boolean once) {
    while (stopCause == null && !(once && complete)) {
      handle(inbox.await(untilNextAct()));
      for (Message more = inbox.poll(); more != null; more = inbox.poll()) {
        handle(more);
      }
      lookAtTheClock();
      startTasks();
      tellWhenComplete();
      limiter.tellGathered();
    }
    limiter.tellRest();
    journal.record(
        new DaemonEvent.Stopping(stopCause == null ? "all credentials are served" : stopCause));
    return ExitStatus.ASKED;
  }

  private void handle(@Nullable Message message) {
    if (message != null) {
      message.deliverTo(receiver);
    }
  }

  private final class MessageReceiver implements Message.Receiver {
    @Override
    public void sighup() {
      demand.lookAgain("SIGHUP");
      reloads.want();
    }

    @Override
    public void stop(String cause) {
      stopCause = cause;
    }

    @Override
    public void demandChanged(DemandSource source) {
      demand.changed(source);
    }

    @Override
    public void demandRead(DemandSource source, DemandReading reading) {
      survey.read(source.name(), reading.outcome());
      demand.read(source, reading);
    }

    @Override
    public void batchDone(Message.BatchDone done) {
      batches.done(done);
    }

    @Override
    public void answered(CredentialId id) {
      index.answered(id);
    }

    @Override
    public void holdDone(Message.HoldDone done) {
      holder.done(done);
    }

    @Override
    public void reloadDone(ConfigurationLoad load) {
      reloads.done(load).ifPresent(effect -> take(effect));
    }

    @Override
    public void statusPublished() {
      survey.published();
    }

    @Override
    public void raised(Event event) {
      journal.record(event);
    }

    @Override
    public void crashed(Throwable cause) {
      throw new IllegalStateException("a worker broke", cause);
    }
  }

  private void lookAtTheClock() {
    Duration step = clock.step();
    if (!step.isZero()) {
      journal.record(new DaemonEvent.ClockStepped(step));
      checkEverything();
    }
    index.queueDue(clock.now(), clock.nanos());
  }

  private void startTasks() {
    demand.startTasks(reloads.active());
    holder.startTask(reloads.active().queues());
    batches.start(reloads.active());
    if (complete) {
      reloads.startTask();
    }
    MonitoringSettings monitoring = reloads.active().settings().monitoring();
    survey
        .next(reloads.active(), complete)
        .ifPresent(report -> workers.send(Message.publishing(operations, report, monitoring)));
    if (clock.nanos() - nextFlushNanos >= 0) {
      nextFlushNanos = clock.nanos() + AUDIT_LOG_RETRY.toNanos();
      workers.send(Message.after(operations::flushAuditLog));
    }
  }

  private void checkEverything() {
    index.startGeneration();
    demand.reconfigured();
  }

  private void tellWhenComplete() {
    if (!complete && demand.isComplete() && index.isSettled()) {
      complete = true;
      journal.record(new DaemonEvent.Ready(index.size(), index.users()));
      workers.send(() -> new Message.EventRaised(operations.complete()));
      workers.sendToWait(() -> new Message.EventRaised(operations.reportReady()));
      workers.sendToWait(() -> new Message.EventRaised(Optional.of(operations.prepareForMany())));
    }
  }

  private void take(Reloads.Effect effect) {
    if (effect instanceof Reloads.Effect.NeedsRestart restart) {
      stopCause = restart.why();
    } else if (effect instanceof Reloads.Effect.Differs differs) {
      journal.record(new ConfigurationEvent.Reconfigured(differs.providers(), index.size()));
      checkEverything();
    }
  }

  private Duration untilNextAct() {
    Duration untilDue = Duration.between(clock.now(), index.nextDue());
    Duration wait = untilDue.compareTo(LONGEST_WAIT) < 0 ? untilDue : LONGEST_WAIT;
    long untilReload = complete ? reloads.nanosUntilTask() : Long.MAX_VALUE;
    long untilTask =
        Math.min(untilReload, Math.min(demand.nanosUntilTask(), holder.nanosUntilTask()));
    return untilTask < wait.toNanos() ? Duration.ofNanos(untilTask) : wait;
  }
}
