// SPDX-License-Identifier: Apache-2.0
package org.credmint.daemon;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.credmint.config.ScheddQueue;
import org.credmint.credential.CredentialId;
import org.credmint.credential.JobId;
import org.credmint.event.Journal;
import org.credmint.event.QueueReporter;
import org.credmint.index.CredentialIndex.Urgency;
import org.credmint.index.ForeignFiles;
import org.credmint.index.JobCredentialIndex;
import org.credmint.index.JobIndex;
import org.credmint.index.JobIntake;
import org.credmint.index.JobLines;
import org.credmint.index.JobState;
import org.credmint.index.QueueNews;
import org.credmint.index.RestingJobs;
import org.credmint.index.StepDetectingClock;
import org.credmint.provider.ActiveConfiguration;
import org.credmint.queue.QueueReadResult;
import org.credmint.queue.job.JobChange;
import org.credmint.reconcile.JobReport;
import org.credmint.reconcile.JobTask;
import org.credmint.reconcile.UserReport;

/**
 * The loop's part for credentials of jobs: reads the queue when it grew, has each job's credential
 * seen to, and has jobs put on hold that can have none.
 */
final class Jobs {
  private static final int MOST_AT_ONCE = 512;

  /** More at once than this are a start or a bulk submit: nobody of them waits at a terminal. */
  private static final int MOST_CHANGED_URGENT = 50_000;

  /** The watch tells of growth at once; this finds it where the system grants no watch. */
  private static final Duration LOOK_PERIOD = Duration.ofSeconds(1);

  private final StepDetectingClock clock;
  private final WorkerPools workers;
  private final Operations operations;
  private final Journal journal;
  private final JobCredentialIndex roster;
  private final JobIntake intake;
  private final JobHolder holder;
  private final Map<String, QueueReporter> told = new HashMap<>();

  /** What users' directories held when nobody knew the queue; compared as soon as it is known. */
  private final Map<String, List<CredentialId>> listedEarly = new HashMap<>();

  private List<ScheddQueue> queues = List.of();
  private boolean grown = true;
  private boolean reading;
  private boolean tried;

  /** The local names of the schedds whose queues could be read at the last look. */
  private final Set<String> upToDate = new HashSet<>();

  private Set<String> knownProviders = Set.of();
  private long nextLookNanos;

  Jobs(StepDetectingClock clock, WorkerPools workers, Operations operations, Journal journal) {
    this.clock = clock;
    this.workers = workers;
    this.operations = operations;
    this.journal = journal;
    JobIndex index = new JobIndex();
    JobLines lines = new JobLines();
    RestingJobs resting = new RestingJobs();
    ForeignFiles foreign = new ForeignFiles();
    this.roster = new JobCredentialIndex(index, lines, resting, foreign);
    this.intake = new JobIntake(index, lines, resting, foreign);
    this.holder = new JobHolder(clock, workers, operations, journal, index);
    this.nextLookNanos = clock.nanos();
  }

  /** Somebody wrote to the job queue log. */
  void queueGrew() {
    grown = true;
  }

  /** What is of interest in the queue may have changed, and everything has to be compared again. */
  void reconfigured() {
    grown = true;
    roster.recheckAll();
  }

  void startTasks(ActiveConfiguration active) {
    followOnly(active.queues());
    boolean due = grown || clock.nanos() - nextLookNanos >= 0;
    if (!reading && due && (active.servesJobs() || roster.size() > 0)) {
      reading = true;
      grown = false;
      workers.send(() -> new Message.QueuesRead(operations.readQueues(active)));
    }
    holder.startTask(active.queues());
  }

  private void followOnly(List<ScheddQueue> now) {
    if (!now.equals(queues)) {
      queues = now;
      Set<String> schedds =
          now.stream().map(ScheddQueue::localName).collect(Collectors.toUnmodifiableSet());
      upToDate.retainAll(schedds);
      intake.retainSchedds(schedds);
    }
  }

  void queuesRead(List<QueueNews> all) {
    reading = false;
    tried = true;
    nextLookNanos = clock.nanos() + LOOK_PERIOD.toNanos();
    all.forEach(this::queueRead);
    listedEarly.entrySet().removeIf(one -> compare(one.getKey(), one.getValue()));
  }

  private void queueRead(QueueNews news) {
    QueueReporter reporter =
        told.computeIfAbsent(news.schedd(), one -> new QueueReporter(journal, clock::nanos));
    if (news.result() instanceof QueueReadResult.Changes changes) {
      reporter.read(changes, news.providers());
      upToDate.add(news.schedd());
      knownProviders = news.providers();
      take(changes.changes(), news);
    } else {
      upToDate.remove(news.schedd());
      reporter.notRead(news.result());
    }
  }

  private void take(List<JobChange> changes, QueueNews news) {
    boolean few = !news.whole() && changes.size() <= MOST_CHANGED_URGENT;
    Urgency urgency = few ? Urgency.URGENT : Urgency.ROUTINE;
    Set<CredentialId> asked = new HashSet<>();
    Set<JobChange.IntrusionEnded> intrusions = new HashSet<>();
    for (JobChange change : changes) {
      if (change instanceof JobChange.Requested one) {
        holder.asked(intake.asked(one.request(), urgency, news.renewal(), clock));
        if (news.whole()) {
          asked.add(one.request().id());
        }
      } else if (change instanceof JobChange.Withdrawn gone) {
        intake.left(gone.id(), gone.why());
      } else if (change instanceof JobChange.Intruded one) {
        holder.intruded(intake.intruded(one), one);
        intrusions.add(new JobChange.IntrusionEnded(one.named(), one.job()));
      } else if (change instanceof JobChange.IntrusionEnded ended) {
        intake.intrusionEnded(ended.named(), ended.job());
      }
    }
    if (news.whole()) {
      intake.retain(news.schedd(), asked, intrusions, news.providers());
    }
  }

  /**
   * Somebody else who was asked for a credential has answered.
   *
   * @return whether it is a job's
   */
  boolean answered(CredentialId id) {
    return roster.answered(id);
  }

  boolean hasUrgent() {
    return roster.hasUrgent();
  }

  /** Work for one worker. */
  List<JobTask> take(boolean urgentOnly, int generation) {
    return roster.take(MOST_AT_ONCE, urgentOnly ? 0 : MOST_AT_ONCE, generation);
  }

  void done(List<JobReport> reports, int under, int generation) {
    for (JobReport report : reports) {
      report.events().forEach(journal::record);
      for (JobReport.Outcome outcome : report.outcomes()) {
        JobState state = roster.done(outcome, under, generation);
        if (state != null) {
          holder.decided(state, outcome);
        }
      }
    }
  }

  void holdDone(Message.HoldDone done) {
    holder.done(done);
  }

  /** A user's directory was listed; without the whole queue nobody knows what does not belong. */
  void listed(UserReport report) {
    if (report.outcome() != UserReport.Outcome.SERVED) {
      return;
    }
    if (!compare(report.user(), report.ofJobs())) {
      listedEarly.put(report.user(), report.ofJobs());
    }
  }

  /**
   * Compares what can be: a provider may issue for jobs only since now, or a queue not be read.
   *
   * @return whether that was all
   */
  private boolean compare(String user, List<CredentialId> files) {
    if (files.stream().noneMatch(this::isKnown) && !files.isEmpty()) {
      return false;
    }
    intake.compare(user, files, this::isKnown);
    return files.stream().allMatch(this::isKnown);
  }

  private boolean isKnown(CredentialId file) {
    String schedd = JobId.parse(file.handle()).map(JobId::schedd).orElse(JobId.PRIMARY);
    return upToDate.contains(schedd) && knownProviders.contains(file.provider());
  }

  /** A user's directory is gone; jobs in the queue still need what was in it. */
  void userGone(String user) {
    listedEarly.remove(user);
    intake.compare(user, List.of(), this::isKnown);
  }

  void queueDue(Instant now) {
    roster.queueDue(now, clock.nanos());
  }

  int credentials() {
    return roster.size();
  }

  /** Whether the queue has been looked at and every job seen to. */
  boolean isSettled(ActiveConfiguration active) {
    return (tried || !active.servesJobs()) && roster.isSettled();
  }

  Instant nextDue() {
    return roster.nextDue();
  }

  long nanosUntilTask(ActiveConfiguration active) {
    long look =
        reading || !active.servesJobs()
            ? Long.MAX_VALUE
            : grown ? 0 : Math.max(0, nextLookNanos - clock.nanos());
    return Math.min(look, holder.nanosUntilTask());
  }
}
