// SPDX-License-Identifier: Apache-2.0
package org.credmint.daemon;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.credmint.event.Event;
import org.credmint.event.Journal;
import org.credmint.event.OnceJournal;
import org.credmint.event.ProblemReporter;
import org.credmint.event.RateLimitedJournal;
import org.credmint.index.StepDetectingClock;
import org.credmint.provider.ActiveConfiguration;
import org.credmint.provider.Bound;
import org.credmint.provider.ConfigurationDiff;
import org.credmint.provider.ConfigurationLoad;
import org.credmint.provider.Provider;
import org.credmint.reconcile.BatchReconciler;
import org.credmint.reconcile.JobTask;
import org.credmint.reconcile.UserReport;
import org.credmint.reconcile.UserTask;
import org.jspecify.annotations.Nullable;

/**
 * The monitor: one loop that owns all state.
 *
 * <p><b>The way of a credential.</b> A user submits a job, and the credd leaves a request in the
 * user's directory. A watch, a signal or the scan of all directories tells the loop of it by a
 * {@link Message} in the {@link Inbox}. The loop marks the user in the {@link Users} and hands some
 * to a worker, whose {@link BatchReconciler} takes each through the rooms: {@link
 * org.credmint.request.CredentialDirectoryReader} reads what is asked for; {@link
 * org.credmint.store.CredentialStore#look} what is there; {@link org.credmint.policy.Policy}
 * decides; {@link org.credmint.issue.LocalIssuer} signs; {@link
 * org.credmint.store.CredentialStore#write} puts the tokens in place, durable and whole; {@link
 * org.credmint.renew.RenewalSchedule} says when the next act is due. The worker returns a {@link
 * UserReport}; only the loop remembers it and tells its events to the {@link Journal}. When the
 * time has come, the user goes the same way again.
 *
 * <p>Where a provider issues for jobs, the job queue asks in the credd's place: {@link Jobs} reads
 * what is new in it by {@link org.credmint.queue.JobQueue}, and its credentials go the same way.
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

  private final Inbox inbox;
  private final StepDetectingClock clock;
  private final WorkerPools workers;
  private final Operations operations;
  private final RateLimitedJournal journal;
  private final ProblemReporter reporter;
  private final Users users;
  private final Jobs jobs;
  private final DutyCycleLimiter reloads;
  private ActiveConfiguration active;
  private int batchesUnderWay;
  private boolean complete;
  private @Nullable String stopCause;

  Credmon(
      Inbox inbox,
      StepDetectingClock clock,
      WorkerPools workers,
      Operations operations,
      Journal journal,
      ConfigurationLoad.Read start) {
    this.inbox = inbox;
    this.clock = clock;
    this.workers = workers;
    this.operations = operations;
    this.journal = new RateLimitedJournal(new OnceJournal(journal), clock::nanos);
    this.reporter = new ProblemReporter(this.journal);
    this.jobs = new Jobs(clock, workers, operations, this.journal);
    this.active = start.active();
    this.users = new Users(clock, workers, operations, this.journal, reporter, jobs);
    this.reloads = new DutyCycleLimiter(clock.nanos(), LONGEST_WAIT);
    reporter.problems(start.problems());
    active.providers().values().forEach(this::tellServed);
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
      journal.tellGathered();
    }
    journal.tellRest();
    journal.record(
        new Event.Stopping(stopCause == null ? "all credentials are served" : stopCause));
    return ExitStatus.ASKED;
  }

  private void handle(@Nullable Message message) {
    if (message instanceof Message.Sighup) {
      users.wantScan("SIGHUP");
      reloads.want();
    } else if (message instanceof Message.UserChanged change) {
      users.changed(change.user());
    } else if (message instanceof Message.DirectoryChanged change) {
      users.directoryChanged(change);
    } else if (message instanceof Message.ChangesLost) {
      users.wantScan("events lost");
    } else if (message instanceof Message.RoundDone done) {
      batchesUnderWay--;
      users.done(done);
    } else if (message instanceof Message.QueueGrew) {
      jobs.queueGrew();
    } else if (message instanceof Message.QueuesRead read) {
      jobs.queuesRead(read.news());
    } else if (message instanceof Message.JobsDone done) {
      batchesUnderWay--;
      jobs.done(done.reports(), done.generation(), users.generation());
    } else if (message instanceof Message.HoldDone done) {
      jobs.holdDone(done);
    } else if (message instanceof Message.Answered answered) {
      if (!jobs.answered(answered.id())) {
        users.changed(answered.id().user());
      }
    } else if (message instanceof Message.ScanDone done) {
      users.scanned(done.scan(), active);
    } else if (message instanceof Message.ReloadDone done) {
      reloadDone(done.load());
    } else if (message instanceof Message.EventRaised eventRaised) {
      eventRaised.event().ifPresent(journal::record);
    } else if (message instanceof Message.Stop stop) {
      stopCause = stop.cause();
    } else if (message instanceof Message.WorkerCrashed workerCrashed) {
      throw new IllegalStateException("a worker broke", workerCrashed.cause());
    }
  }

  private void lookAtTheClock() {
    Duration step = clock.step();
    if (!step.isZero()) {
      journal.record(new Event.ClockStepped(step));
      checkEverything();
    }
    users.queueDue();
    jobs.queueDue(clock.now());
  }

  private void startTasks() {
    users.startTasks(active);
    jobs.startTasks(active);
    startBatches();
    if (complete && reloads.start(clock.nanos())) {
      workers.sendToWait(() -> new Message.ReloadDone(operations.load()));
    }
  }

  /** Who waits goes first; the last free worker is kept for them. */
  private void startBatches() {
    boolean started = true;
    while (started && batchesUnderWay < workers.size()) {
      boolean urgentOnly = batchesUnderWay == workers.size() - 1;
      boolean jobsFirst = jobs.hasUrgent() && !users.hasUrgent();
      started =
          jobsFirst
              ? startJobs(urgentOnly) || startUsers(urgentOnly)
              : startUsers(urgentOnly) || startJobs(urgentOnly);
    }
  }

  private boolean startUsers(boolean urgentOnly) {
    List<UserTask> tasks = users.take(urgentOnly);
    if (tasks.isEmpty()) {
      return false;
    }
    batchesUnderWay++;
    ActiveConfiguration under = active;
    int generation = users.generation();
    workers.send(
        () -> new Message.RoundDone(operations.serve(under, tasks, clock.now()), generation));
    return true;
  }

  private boolean startJobs(boolean urgentOnly) {
    List<JobTask> tasks = jobs.take(urgentOnly, users.generation());
    if (tasks.isEmpty()) {
      return false;
    }
    batchesUnderWay++;
    ActiveConfiguration under = active;
    int generation = users.generation();
    workers.send(
        () -> new Message.JobsDone(operations.serveJobs(under, tasks, clock.now()), generation));
    return true;
  }

  private void checkEverything() {
    users.startGeneration();
    jobs.reconfigured();
  }

  private void tellWhenComplete() {
    if (!complete && users.isSettled() && jobs.isSettled(active)) {
      complete = true;
      journal.record(new Event.Ready(credentials(), users.size()));
      workers.send(() -> new Message.EventRaised(operations.complete()));
      workers.sendToWait(() -> new Message.EventRaised(operations.reportReady()));
      workers.sendToWait(() -> new Message.EventRaised(Optional.of(operations.prepareForMany())));
    }
  }

  private void reloadDone(ConfigurationLoad load) {
    reloads.ended(clock.nanos());
    if (load instanceof ConfigurationLoad.Unreadable unreadable) {
      reporter.configurationFailure(unreadable.reason());
      unreadable.bounds().ifPresent(bounds -> take(ConfigurationDiff.narrowing(active, bounds)));
    } else if (load instanceof ConfigurationLoad.Unusable unusable) {
      reporter.problems(unusable.problems(), active.providers().keySet());
      reporter.configurationFailure(
          "the new configuration has no usable provider; only tokens that it still allows are issued");
      take(ConfigurationDiff.narrowing(active, unusable.bounds()));
    } else if (load instanceof ConfigurationLoad.Read read) {
      reporter.configurationFailure("");
      reporter.problems(read.problems(), active.providers().keySet());
      operations.use(read.log(), read.active().settings().audit());
      take(read.active(), read.bounds());
    }
  }

  private void take(ActiveConfiguration fresh, Map<String, Bound> bounds) {
    if (!fresh.settings().credentialDirectory().equals(active.settings().credentialDirectory())) {
      stopCause =
          "the credential directory is now %s; restart required"
              .formatted(fresh.settings().credentialDirectory());
      return;
    }
    take(ConfigurationDiff.between(active, fresh, bounds));
  }

  private void take(ConfigurationDiff diff) {
    active = diff.active();
    if (diff.isEmpty()) {
      return;
    }
    diff.affected().forEach(name -> tellServed(active.providers().get(name)));
    journal.record(new Event.Reconfigured(diff.affected(), credentials()));
    checkEverything();
  }

  private int credentials() {
    return users.credentials() + jobs.credentials();
  }

  private void tellServed(@Nullable Provider provider) {
    if (provider != null) {
      journal.record(
          new Event.ProviderServed(
              provider.name(), provider.identity(), provider.lifetime(), provider.isBounded()));
    }
  }

  private Duration untilNextAct() {
    Duration wait = LONGEST_WAIT;
    Instant nextDue = users.nextDue().isBefore(jobs.nextDue()) ? users.nextDue() : jobs.nextDue();
    Duration untilDue = Duration.between(clock.now(), nextDue);
    wait = untilDue.compareTo(wait) < 0 ? untilDue : wait;
    long untilTask =
        Math.min(
            jobs.nanosUntilTask(active),
            Math.min(
                users.nanosUntilTask(),
                complete ? reloads.nanosUntilStart(clock.nanos()) : Long.MAX_VALUE));
    return untilTask < wait.toNanos() ? Duration.ofNanos(untilTask) : wait;
  }
}
