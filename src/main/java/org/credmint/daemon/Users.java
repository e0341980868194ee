package org.credmint.daemon;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.credmint.event.Event;
import org.credmint.event.Journal;

/**
 * The loop's part for what users ask the credd for: has their directories compared, and has each
 * user seen to who changed or has something due.
 */
final class Users {
  private static final Duration SURVEY_PERIOD = Duration.ofSeconds(60);
  private static final int MOST_URGENT = 32;

  /** All that a round has in hand is copied by the collector; more than this saves no waits. */
  private static final int MOST_ROUTINE = 96;

  private static final int MOST_CHANGED_URGENT = 256;

  private final Clockwork clock;
  private final Crew crew;
  private final Workshop workshop;
  private final Journal journal;
  private final Told told;
  private final Jobs jobs;
  private final Roster roster = new Roster();
  private final Pacer surveys;
  private long nextSurveyNanos;
  private String surveyCause = "start";
  private boolean surveyed;

  Users(Clockwork clock, Crew crew, Workshop workshop, Journal journal, Told told, Jobs jobs) {
    this.clock = clock;
    this.crew = crew;
    this.workshop = workshop;
    this.journal = journal;
    this.told = told;
    this.jobs = jobs;
    this.surveys = new Pacer(clock.nanos(), SURVEY_PERIOD);
    surveys.want();
  }

  /** Has all directories compared. */
  void wantSurvey(String cause) {
    surveyCause = cause;
    surveys.want();
  }

  /** Somebody changed something in a user's directory, or made the directory. */
  void changed(String user) {
    roster.changed(user, Roster.Urgency.URGENT);
  }

  void directoryChanged(Message.DirectoryChanged change) {
    String user = roster.userOf(change.watchKey());
    if (user == null) {
      return;
    }
    if (change.watchEnded()) {
      roster.watchEnded(user);
    }
    changed(user);
  }

  /** The configuration has changed: every user has to be checked against it. */
  void startGeneration() {
    roster.startGeneration();
  }

  int generation() {
    return roster.generation();
  }

  void queueDue() {
    roster.queueDue(clock.now());
    if (clock.nanos() - nextSurveyNanos >= 0 && surveyed) {
      wantSurvey("timer");
    }
  }

  void startErrands(Serving serving) {
    if (surveys.start(clock.nanos())) {
      nextSurveyNanos = clock.nanos() + SURVEY_PERIOD.toNanos();
      String cause = surveyCause;
      crew.send(() -> new Message.SurveyDone(workshop.survey(cause, serving)));
    }
  }

  void surveyed(Survey survey, Serving serving) {
    surveys.ended(clock.nanos());
    told.directoryFailure(serving.settings().credentialDirectory(), survey.failure().orElse(""));
    if (survey.failure().isPresent()) {
      return;
    }
    surveyed = true;
    told.anomalies(survey.anomalies());
    int before = roster.size();
    List<String> gone = roster.compare(survey, MOST_CHANGED_URGENT);
    gone.forEach(this::forgotten);
    journal.record(new Event.Looked(survey.cause(), roster.size() - before, survey.took()));
  }

  boolean hasUrgent() {
    return roster.hasUrgent();
  }

  /** Work for one worker. */
  List<UserTask> take(boolean urgentOnly) {
    return roster.take(MOST_URGENT, urgentOnly ? 0 : MOST_ROUTINE);
  }

  void done(Message.RoundDone done) {
    for (UserReport report : done.reports()) {
      tell(report);
      jobs.listed(report);
      if (roster.done(report, done.generation())) {
        forgotten(report.user());
      }
    }
  }

  private void tell(UserReport report) {
    boolean news = roster.areNews(report.user(), report.oddities());
    for (Event event : report.events()) {
      if (news || !(event instanceof Event.Oddity)) {
        journal.record(event);
      }
    }
  }

  private void forgotten(String user) {
    journal.record(new Event.UserGone(user));
    jobs.userGone(user);
  }

  int size() {
    return roster.size();
  }

  int credentials() {
    return roster.credentials();
  }

  /** Whether all directories have been compared once, and every user has been seen to. */
  boolean isSettled() {
    return surveyed && roster.isSettled();
  }

  Instant nextDue() {
    return roster.nextDue();
  }

  long nanosUntilErrand() {
    return surveys.nanosUntilStart(clock.nanos());
  }
}
