package org.credmint.daemon;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.credmint.event.Event;
import org.credmint.event.Journal;
import org.jspecify.annotations.Nullable;

/**
 * The monitor: one loop that owns all state.
 *
 * <p><b>The way of a credential.</b> A user submits a job, and the credd leaves a request in the
 * user's directory. A watch, a signal or the survey of all directories tells the loop of it by a
 * {@link Message} in the {@link Inbox}. The loop marks the user in the {@link Users} and hands some
 * to a worker, whose {@link Round} takes each through the rooms: {@link
 * org.credmint.request.Demand} reads what is asked for; {@link
 * org.credmint.store.CredentialStore#look} what is there; {@link org.credmint.policy.Policy}
 * decides; {@link org.credmint.issue.LocalIssuer} signs; {@link
 * org.credmint.store.CredentialStore#write} puts the tokens in place, durable and whole; {@link
 * org.credmint.renew.Agenda} says when the next act is due. The worker returns a {@link
 * UserReport}; only the loop remembers it and tells its events to the {@link Journal}. When the
 * time has come, the user goes the same way again.
 *
 * <p>Where a provider issues for jobs, the job queue asks in the credd's place: {@link Jobs} reads
 * what is new in it by {@link org.credmint.queue.JobQueue}, and its credentials go the same way.
 *
 * <p><b>What is true.</b> The disk. A start, a SIGHUP and the survey each minute do the same:
 * compare what is there with what is remembered, and look at what differs. Nothing depends on a
 * watch or a signal; they only make it quick.
 *
 * <p><b>Time.</b> Tokens live by the wall clock, so every wait ends after {@value
 * #LONGEST_WAIT_SECONDS} seconds at the latest and looks at it; a clock that was set makes the loop
 * read every token again.
 */
public final class Credmon {
  static final int LONGEST_WAIT_SECONDS = 5;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(LONGEST_WAIT_SECONDS);

  private final Inbox inbox;
  private final Clockwork clock;
  private final Crew crew;
  private final Workshop workshop;
  private final GatheringJournal journal;
  private final Told told;
  private final Users users;
  private final Jobs jobs;
  private final Pacer reloads;
  private Serving serving;
  private int roundsUnderWay;
  private boolean complete;
  private @Nullable String stopCause;

  Credmon(
      Inbox inbox,
      Clockwork clock,
      Crew crew,
      Workshop workshop,
      Journal journal,
      Reload.Read start) {
    this.inbox = inbox;
    this.clock = clock;
    this.crew = crew;
    this.workshop = workshop;
    this.journal = new GatheringJournal(journal, clock::nanos);
    this.told = new Told(this.journal);
    this.jobs = new Jobs(clock, crew, workshop, this.journal);
    this.serving = start.serving();
    this.users = new Users(clock, crew, workshop, this.journal, told, jobs);
    this.reloads = new Pacer(clock.nanos(), LONGEST_WAIT);
    told.problems(start.problems());
    serving.providers().values().forEach(this::tellServed);
  }

  /**
   * Serves until it is told to end.
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
      startErrands();
      tellWhenComplete();
      journal.tellGathered();
    }
    journal.tellRest();
    journal.record(
        new Event.Stopping(stopCause == null ? "all credentials are served" : stopCause));
    return ExitStatus.ASKED;
  }

  private void handle(@Nullable Message message) {
    if (message instanceof Message.Hangup) {
      users.wantSurvey("SIGHUP");
      reloads.want();
    } else if (message instanceof Message.UserChanged change) {
      users.changed(change.user());
    } else if (message instanceof Message.DirectoryChanged change) {
      users.directoryChanged(change);
    } else if (message instanceof Message.ChangesLost) {
      users.wantSurvey("events lost");
    } else if (message instanceof Message.RoundDone done) {
      roundsUnderWay--;
      users.done(done);
    } else if (message instanceof Message.QueueGrew) {
      jobs.queueGrew();
    } else if (message instanceof Message.QueuesRead read) {
      jobs.queuesRead(read.news());
    } else if (message instanceof Message.JobsDone done) {
      roundsUnderWay--;
      jobs.done(done.reports(), done.generation(), users.generation());
    } else if (message instanceof Message.HoldDone done) {
      jobs.holdDone(done);
    } else if (message instanceof Message.Answered answered) {
      if (!jobs.answered(answered.id())) {
        users.changed(answered.id().user());
      }
    } else if (message instanceof Message.SurveyDone done) {
      users.surveyed(done.survey(), serving);
    } else if (message instanceof Message.ReloadDone done) {
      reloadDone(done.reload());
    } else if (message instanceof Message.Happened happened) {
      happened.event().ifPresent(journal::record);
    } else if (message instanceof Message.Stop stop) {
      stopCause = stop.cause();
    } else if (message instanceof Message.Broken broken) {
      throw new IllegalStateException("a worker broke", broken.cause());
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

  private void startErrands() {
    users.startErrands(serving);
    jobs.startErrands(serving);
    startRounds();
    if (complete && reloads.start(clock.nanos())) {
      crew.sendToWait(() -> new Message.ReloadDone(workshop.reload()));
    }
  }

  /** Who waits goes first; the last free worker is kept for them. */
  private void startRounds() {
    boolean started = true;
    while (started && roundsUnderWay < crew.size()) {
      boolean urgentOnly = roundsUnderWay == crew.size() - 1;
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
    roundsUnderWay++;
    Serving under = serving;
    int generation = users.generation();
    crew.send(() -> new Message.RoundDone(workshop.serve(under, tasks, clock.now()), generation));
    return true;
  }

  private boolean startJobs(boolean urgentOnly) {
    List<JobTask> tasks = jobs.take(urgentOnly, users.generation());
    if (tasks.isEmpty()) {
      return false;
    }
    roundsUnderWay++;
    Serving under = serving;
    int generation = users.generation();
    crew.send(
        () -> new Message.JobsDone(workshop.serveJobs(under, tasks, clock.now()), generation));
    return true;
  }

  private void checkEverything() {
    users.startGeneration();
    jobs.reconfigured();
  }

  private void tellWhenComplete() {
    if (!complete && users.isSettled() && jobs.isSettled(serving)) {
      complete = true;
      journal.record(new Event.Ready(credentials(), users.size()));
      crew.send(() -> new Message.Happened(workshop.complete()));
      crew.sendToWait(() -> new Message.Happened(workshop.reportReady()));
      crew.sendToWait(() -> new Message.Happened(Optional.of(workshop.prepareForMany())));
    }
  }

  private void reloadDone(Reload reload) {
    reloads.ended(clock.nanos());
    if (reload instanceof Reload.Unreadable unreadable) {
      told.configurationFailure(unreadable.reason());
      unreadable.bounds().ifPresent(bounds -> take(Change.narrowing(serving, bounds)));
    } else if (reload instanceof Reload.Unusable unusable) {
      told.problems(unusable.problems(), serving.providers().keySet());
      told.configurationFailure(
          "the new configuration has no usable provider; what it no longer allows is no longer issued");
      take(Change.narrowing(serving, unusable.bounds()));
    } else if (reload instanceof Reload.Read read) {
      told.configurationFailure("");
      told.problems(read.problems(), serving.providers().keySet());
      workshop.use(read.log(), read.serving().settings().audit());
      take(read.serving(), read.bounds());
    }
  }

  private void take(Serving fresh, Map<String, Bound> bounds) {
    if (!fresh.settings().credentialDirectory().equals(serving.settings().credentialDirectory())) {
      stopCause =
          "the credential directory is now %s; restart required"
              .formatted(fresh.settings().credentialDirectory());
      return;
    }
    take(Change.between(serving, fresh, bounds));
  }

  private void take(Change change) {
    serving = change.serving();
    if (change.isEmpty()) {
      return;
    }
    change.affected().forEach(name -> tellServed(serving.providers().get(name)));
    journal.record(new Event.Reconfigured(change.affected(), credentials()));
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
    long untilErrand =
        Math.min(
            jobs.nanosUntilErrand(serving),
            Math.min(
                users.nanosUntilErrand(),
                complete ? reloads.nanosUntilStart(clock.nanos()) : Long.MAX_VALUE));
    return untilErrand < wait.toNanos() ? Duration.ofNanos(untilErrand) : wait;
  }
}
