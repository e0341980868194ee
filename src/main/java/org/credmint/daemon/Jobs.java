package org.credmint.daemon;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.credmint.credential.CredentialId;
import org.credmint.daemon.Roster.Urgency;
import org.credmint.event.Event;
import org.credmint.event.Journal;
import org.credmint.queue.JobChange;
import org.credmint.queue.JobRequest;
import org.credmint.queue.JobStatus;
import org.credmint.queue.Reading;

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

  private static final Set<JobStatus> RUNNABLE =
      Set.of(JobStatus.IDLE, JobStatus.RUNNING, JobStatus.OTHER);

  private final Clockwork clock;
  private final Crew crew;
  private final Workshop workshop;
  private final Journal journal;
  private final JobRoster roster = new JobRoster();
  private final Holds holds;
  private final QueueTold told;

  /** What users' directories held when nobody knew the queue; compared as soon as it is known. */
  private final Map<String, List<CredentialId>> listedEarly = new HashMap<>();

  private boolean grown = true;
  private boolean reading;
  private boolean tried;
  private boolean upToDate;
  private Set<String> knownProviders = Set.of();
  private long nextLookNanos;
  private String holdFailure = "";

  Jobs(Clockwork clock, Crew crew, Workshop workshop, Journal journal) {
    this.clock = clock;
    this.crew = crew;
    this.workshop = workshop;
    this.journal = journal;
    this.holds = new Holds(clock.nanos());
    this.told = new QueueTold(journal, clock::nanos);
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

  void startErrands(Serving serving) {
    boolean due = grown || clock.nanos() - nextLookNanos >= 0;
    if (!reading && due && (serving.servesJobs() || roster.size() > 0)) {
      reading = true;
      grown = false;
      crew.send(() -> new Message.QueueRead(workshop.readQueue(serving)));
    }
    holds
        .next(clock.nanos())
        .ifPresent(
            order -> crew.sendToWait(() -> new Message.HoldDone(order, workshop.hold(order))));
  }

  void queueRead(QueueNews news) {
    reading = false;
    tried = true;
    nextLookNanos = clock.nanos() + LOOK_PERIOD.toNanos();
    if (news.reading() instanceof Reading.Changes changes) {
      told.read(changes, news.providers());
      upToDate = true;
      knownProviders = news.providers();
      take(changes.changes(), news);
      listedEarly.forEach(roster::compare);
      listedEarly.clear();
    } else {
      upToDate = false;
      told.notRead(news.reading());
    }
  }

  private void take(List<JobChange> changes, QueueNews news) {
    boolean few = !news.whole() && changes.size() <= MOST_CHANGED_URGENT;
    Set<CredentialId> asked = new HashSet<>();
    for (JobChange change : changes) {
      if (change instanceof JobChange.Asked one) {
        roster.asked(one.request(), few ? Urgency.URGENT : Urgency.ROUTINE, news.renewal(), clock);
        if (news.whole()) {
          asked.add(one.request().id());
        }
      } else if (change instanceof JobChange.Left gone) {
        roster.left(gone.id(), gone.why());
      }
    }
    if (news.whole()) {
      roster.retain(asked, news.providers());
    }
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
          hold(state, outcome);
        }
      }
    }
  }

  private void hold(JobState state, JobReport.Outcome outcome) {
    JobRequest request = state.request;
    if (request == null || outcome.refusal().isEmpty()) {
      return;
    }
    int reason = outcome.known().refusal();
    if (RUNNABLE.contains(request.status()) && state.heldFor != reason) {
      state.heldFor = reason;
      holds.add(new HoldOrder.Refused(request.job(), outcome.refusal().get()));
    }
  }

  void holdDone(Message.HoldDone done) {
    if (done.failure().isEmpty()) {
      holds.done();
      holdFailure = "";
      journal.record(new Event.JobsHeld(jobs(done.order()), done.order().reason()));
      return;
    }
    String reason = done.failure().get();
    if (!reason.equals(holdFailure)) {
      journal.record(new Event.JobsNotHeld(jobs(done.order()), reason));
    }
    holdFailure = reason;
    holds.failed(done.order(), clock.nanos());
  }

  private static List<String> jobs(HoldOrder order) {
    return order.refusals().stream().map(one -> one.job().toString()).toList();
  }

  /** A user's directory was listed; without the whole queue nobody knows what does not belong. */
  void listed(UserReport report) {
    if (report.outcome() != UserReport.Outcome.SERVED) {
      return;
    }
    if (upToDate && isKnown(report.ofJobs())) {
      roster.compare(report.user(), report.ofJobs());
    } else if (!report.ofJobs().isEmpty()) {
      listedEarly.put(report.user(), report.ofJobs());
    }
  }

  /** Whether the queue was read for all of these; a provider may issue for jobs only since now. */
  private boolean isKnown(List<CredentialId> files) {
    return files.stream().allMatch(file -> knownProviders.contains(file.service()));
  }

  /** A user's directory is gone; jobs in the queue still need what was in it. */
  void userGone(String user) {
    listedEarly.remove(user);
    roster.compare(user, List.of());
  }

  void queueDue(Instant now) {
    roster.queueDue(now, clock.nanos());
  }

  int credentials() {
    return roster.size();
  }

  /** Whether the queue has been looked at and every job seen to. */
  boolean isSettled(Serving serving) {
    return (tried || !serving.servesJobs()) && roster.isSettled();
  }

  Instant nextDue() {
    return roster.nextDue();
  }

  long nanosUntilErrand(Serving serving) {
    long look =
        reading || !serving.servesJobs()
            ? Long.MAX_VALUE
            : grown ? 0 : Math.max(0, nextLookNanos - clock.nanos());
    return Math.min(look, holds.nanosUntilNext(clock.nanos()));
  }
}
