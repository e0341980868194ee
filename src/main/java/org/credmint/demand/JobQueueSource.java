// SPDX-License-Identifier: Apache-2.0
package org.credmint.demand;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.credmint.config.JobRenewal;
import org.credmint.config.ScheddQueue;
import org.credmint.credential.CredentialId;
import org.credmint.credential.JobId;
import org.credmint.demand.DemandReading.Outcome;
import org.credmint.event.Event;
import org.credmint.event.QueueReporter;
import org.credmint.provider.ActiveConfiguration;
import org.credmint.queue.QueueReadResult;
import org.credmint.queue.job.JobChange;
import org.credmint.queue.job.JobRequest;
import org.credmint.queue.job.JobStatus;
import org.credmint.request.Destination;
import org.credmint.request.Request;
import org.credmint.request.Rest;
import org.credmint.request.Subject;

/** The job queues of this machine's schedds: jobs ask by their ads for credentials of their own. */
public final class JobQueueSource implements DemandSource {
  /** More at once than this are a start or a bulk submit: nobody of them waits at a terminal. */
  private static final int MOST_CHANGED_URGENT = 50_000;

  /** Of the jobs that are there at a start so many go first. */
  private static final int MOST_URGENT_AT_START = 256;

  /** The watch tells of growth at once; this finds it where the system grants no watch. */
  private static final Duration LOOK_PERIOD = Duration.ofSeconds(1);

  private static final Duration NOT_AGAIN = Duration.ofDays(1);

  private final Function<ActiveConfiguration, List<QueueNews>> reader;
  private final LongSupplier nanoTime;
  private final Map<String, QueueReporter> reporters = new HashMap<>();
  private final List<Event> events = new ArrayList<>();

  /** The local names of the schedds whose queues could be read at the last look. */
  private final Set<String> upToDate = new HashSet<>();

  private List<ScheddQueue> followed = List.of();
  private Set<String> providers = Set.of();

  /**
   * A source.
   *
   * @param reader reads what is new in each queue
   */
  public JobQueueSource(
      Function<ActiveConfiguration, List<QueueNews>> reader, LongSupplier nanoTime) {
    this.reader = reader;
    this.nanoTime = nanoTime;
  }

  @Override
  public String name() {
    return "job queue";
  }

  /** Each reading compares all that may have changed. */
  @Override
  public void lookAgain(String cause) {}

  @Override
  public DemandReading read(ActiveConfiguration active) {
    if (!active.servesJobs() && followed.isEmpty()) {
      return new DemandReading(
          List.of(), true, id -> false, NOT_AGAIN, List.of(), Outcome.NOT_FOLLOWED);
    }
    List<DemandChange> changes = new ArrayList<>();
    follow(active.queues(), changes);
    List<QueueNews> read = reader.apply(active);
    read.forEach(news -> take(news, changes));
    List<Event> told = List.copyOf(events);
    events.clear();
    Duration again = active.servesJobs() ? LOOK_PERIOD : NOT_AGAIN;
    return new DemandReading(changes, true, explained(), again, told, outcome(active, read));
  }

  private static Outcome outcome(ActiveConfiguration active, List<QueueNews> read) {
    if (!active.servesJobs()) {
      return Outcome.NOT_FOLLOWED;
    }
    boolean all = read.stream().allMatch(news -> news.result() instanceof QueueReadResult.Changes);
    return all ? Outcome.READ : Outcome.FAILED;
  }

  private void follow(List<ScheddQueue> queues, List<DemandChange> changes) {
    if (!queues.equals(followed)) {
      followed = queues;
      Set<String> schedds =
          queues.stream().map(ScheddQueue::localName).collect(Collectors.toUnmodifiableSet());
      upToDate.retainAll(schedds);
      reporters.forEach((schedd, one) -> tellIfGone(one, schedds.contains(schedd)));
      reporters.keySet().retainAll(schedds);
      changes.add(new DemandChange.QueuesFollowed(schedds));
    }
  }

  private static void tellIfGone(QueueReporter reporter, boolean followed) {
    if (!followed) {
      reporter.notFollowed();
    }
  }

  private Predicate<CredentialId> explained() {
    Set<String> schedds = Set.copyOf(upToDate);
    Set<String> known = providers;
    return id ->
        known.contains(id.provider())
            && JobId.parse(id.handle()).filter(job -> schedds.contains(job.schedd())).isPresent();
  }

  private void take(QueueNews news, List<DemandChange> changes) {
    QueueReporter reporter =
        reporters.computeIfAbsent(
            news.schedd(), schedd -> new QueueReporter(schedd, events::add, nanoTime));
    if (news.result() instanceof QueueReadResult.Changes read) {
      reporter.read(read, news.providers());
      upToDate.add(news.schedd());
      providers = news.providers();
      take(read.changes(), news, changes);
    } else {
      upToDate.remove(news.schedd());
      reporter.notRead(news.result());
    }
  }

  private static void take(List<JobChange> read, QueueNews news, List<DemandChange> changes) {
    boolean few = !news.whole() && read.size() <= MOST_CHANGED_URGENT;
    Set<CredentialId> newest = few ? Set.of() : newest(read);
    Set<CredentialId> requested = new HashSet<>();
    Set<DemandChange.IntrusionEnded> intrusions = new HashSet<>();
    for (JobChange change : read) {
      if (change instanceof JobChange.Requested one) {
        CredentialId id = one.request().id();
        Urgency urgency = few || newest.contains(id) ? Urgency.URGENT : Urgency.ROUTINE;
        requested.add(id);
        changes.add(new DemandChange.Requested(request(one.request(), news.renewal()), urgency));
      } else if (change instanceof JobChange.Withdrawn gone) {
        changes.add(new DemandChange.Withdrawn(gone.id(), gone.why().text()));
      } else if (change instanceof JobChange.Intruded one) {
        intrusions.add(new DemandChange.IntrusionEnded(one.named(), one.job()));
        changes.add(new DemandChange.Intruded(one.named(), one.job(), one.status()));
      } else if (change instanceof JobChange.IntrusionEnded ended) {
        changes.add(new DemandChange.IntrusionEnded(ended.named(), ended.job()));
      }
    }
    if (news.whole()) {
      changes.add(
          new DemandChange.QueueTold(news.schedd(), requested, intrusions, news.providers()));
    }
  }

  /**
   * The jobs that came last may have no file yet, and be held if they run before they have. Others
   * had theirs before the start, or have waited for long.
   */
  private static Set<CredentialId> newest(List<JobChange> read) {
    PriorityQueue<JobRequest> newest =
        new PriorityQueue<>(MOST_URGENT_AT_START + 1, Comparator.comparing(JobRequest::job));
    for (JobChange change : read) {
      if (change instanceof JobChange.Requested one && one.request().status().mayRun()) {
        newest.add(one.request());
        if (newest.size() > MOST_URGENT_AT_START) {
          newest.remove();
        }
      }
    }
    return newest.stream().map(JobRequest::id).collect(Collectors.toUnmodifiableSet());
  }

  private static Request request(JobRequest asked, JobRenewal renewal) {
    Subject job =
        new Subject.Job(
            asked.id().user(),
            asked.job(),
            asked.attributes(),
            asked.overridden(),
            rest(asked, renewal));
    return new Request(asked.id(), job, Destination.CREDENTIAL_DIRECTORY, Request.Retention.REMOVE);
  }

  private static Optional<Rest> rest(JobRequest asked, JobRenewal renewal) {
    if (asked.status().mayRun()) {
      return Optional.empty();
    }
    Rest rest =
        asked.status() == JobStatus.HELD
            ? new Rest(Rest.Cause.HELD, asked.since(), renewal.held(), JobRenewal.HELD_KNOB)
            : new Rest(
                Rest.Cause.REMOVED, asked.since(), renewal.removed(), JobRenewal.REMOVED_KNOB);
    return Optional.of(rest);
  }
}
