// SPDX-License-Identifier: Apache-2.0
package org.credmint.demand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.credmint.config.JobRenewal;
import org.credmint.config.ScheddQueue;
import org.credmint.credential.CredentialId;
import org.credmint.credential.JobAttributes;
import org.credmint.credential.JobId;
import org.credmint.event.JobQueueEvent;
import org.credmint.provider.ActiveConfiguration;
import org.credmint.queue.QueueReadResult;
import org.credmint.queue.job.JobChange;
import org.credmint.queue.job.JobRequest;
import org.credmint.queue.job.JobStatus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which jobs go first. */
final class JobQueueSourceTest {
  private final ActiveConfiguration active = mock(ActiveConfiguration.class);

  @BeforeEach
  void serveJobs() {
    when(active.servesJobs()).thenReturn(true);
    when(active.queues()).thenReturn(List.of());
  }

  private static JobChange requested(int cluster, JobStatus status) {
    CredentialId id = new CredentialId("alice", "scitokens", cluster + ".0");
    JobId job = new JobId(cluster, 0);
    return new JobChange.Requested(new JobRequest(id, job, JobAttributes.NONE, status, Set.of()));
  }

  /** The clusters that are urgent when these changes are read. */
  private List<Integer> urgent(List<JobChange> changes, boolean whole) {
    QueueNews news =
        new QueueNews(
            "",
            new QueueReadResult.Changes(changes, List.of(), List.of()),
            whole,
            Set.of("scitokens"),
            new JobRenewal(Duration.ofDays(3), Duration.ofHours(1)));
    return new JobQueueSource(one -> List.of(news), () -> 0)
        .read(active).changes().stream()
            .filter(DemandChange.Requested.class::isInstance)
            .map(DemandChange.Requested.class::cast)
            .filter(change -> change.urgency() == Urgency.URGENT)
            .map(change -> JobId.parse(change.request().id().handle()).orElseThrow().cluster())
            .sorted()
            .toList();
  }

  private static QueueNews news(String schedd, QueueReadResult result) {
    JobRenewal renewal = new JobRenewal(Duration.ofDays(3), Duration.ofHours(1));
    return new QueueNews(schedd, result, false, Set.of("scitokens"), renewal);
  }

  private DemandReading.Outcome outcome(QueueNews... news) {
    return new JobQueueSource(one -> List.of(news), () -> 0).read(active).outcome();
  }

  private static ScheddQueue queue(String schedd) {
    return new ScheddQueue(schedd, Path.of("/spool", schedd, "job_queue.log"), Optional.empty());
  }

  @Test
  void aReadingSucceedsOnlyWhereEachQueueCouldBeRead() {
    QueueNews good = news("", QueueReadResult.Changes.NONE);
    QueueNews bad = news("two", new QueueReadResult.Unreadable("EACCES"));
    assertThat(outcome(good)).isEqualTo(DemandReading.Outcome.READ);
    assertThat(outcome(good, bad)).isEqualTo(DemandReading.Outcome.FAILED);
  }

  @Test
  void withoutProvidersForJobsTheQueueIsNotFollowed() {
    when(active.servesJobs()).thenReturn(false);
    assertThat(outcome()).isEqualTo(DemandReading.Outcome.NOT_FOLLOWED);
  }

  @Test
  void aQueueThatFailsAndIsConfiguredAwayIsToldToBeFollowedNoLonger() {
    QueueNews bad = news("two", new QueueReadResult.Unreadable("EACCES"));
    List<QueueNews> told = new ArrayList<>(List.of(bad));
    JobQueueSource source = new JobQueueSource(one -> List.copyOf(told), () -> 0);
    when(active.queues()).thenReturn(List.of(queue(""), queue("two")));
    assertThat(source.read(active).events())
        .containsExactly(new JobQueueEvent.QueueUnreadable("two", "EACCES"));
    told.clear();
    when(active.queues()).thenReturn(List.of(queue("")));
    assertThat(source.read(active).events())
        .containsExactly(new JobQueueEvent.QueueNotFollowed("two"));
    assertThat(source.read(active).events()).isEmpty();
  }

  private static List<JobChange> idle(int first, int last) {
    List<JobChange> jobs = new ArrayList<>();
    IntStream.rangeClosed(first, last).forEach(i -> jobs.add(requested(i, JobStatus.IDLE)));
    Collections.shuffle(jobs, new Random(7));
    return jobs;
  }

  @Test
  void afterAStartTheJobsThatCameLastGoFirst() {
    assertThat(urgent(idle(1, 1000), true))
        .containsExactlyElementsOf(IntStream.rangeClosed(745, 1000).boxed().toList());
  }

  @Test
  void jobsThatCannotRunAreNotAmongThem() {
    List<JobChange> jobs = idle(1, 1000);
    jobs.add(requested(1001, JobStatus.HELD));
    jobs.add(requested(1002, JobStatus.REMOVED));
    assertThat(urgent(jobs, true)).hasSize(256).endsWith(999, 1000);
  }

  @Test
  void whileTheDaemonRunsEachNewJobIsUrgentAndOfVeryManyTheLast() {
    assertThat(urgent(idle(1, 1000), false)).hasSize(1000);
    assertThat(urgent(idle(1, 50_001), false)).hasSize(256).endsWith(50_001);
  }
}
