// SPDX-License-Identifier: Apache-2.0
package org.credmint.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.credmint.credential.JobId;
import org.credmint.event.Event;
import org.credmint.event.JobQueueEvent;
import org.credmint.event.Level;
import org.credmint.event.QueueReporter;
import org.credmint.queue.QueueReadResult;
import org.credmint.queue.job.UnservedRequest;
import org.junit.jupiter.api.Test;

class QueueReporterTest {
  private final List<Event> events = new ArrayList<>();
  private long nanos = Long.MAX_VALUE - 5;
  private final QueueReporter told = new QueueReporter("", events::add, () -> nanos);

  @Test
  void aProviderThatIsAskedInVainIsToldOnceWithJobOwnerAndWhatToDo() {
    ask(Set.of(), "vault");
    ask(Set.of(), "vault", "box");
    assertThat(events).hasSize(2);
    assertThat(events.get(0).level()).isEqualTo(Level.WARNING);
    assertThat(events.get(0).text())
        .startsWith(
            "Job 12.0 (owner alice) requests vault_12.0, but provider vault does not issue per-job credentials")
        .contains("another credmon", "JOB_TRANSFORM", "LOCAL_CREDMON_PROVIDER_NAMES")
        .contains("CREDMINT_<provider>_GRANULARITY");
    assertThat(events.get(1).text()).contains("box_12.0");
  }

  @Test
  void aClusterIsToldAsSuch() {
    UnservedRequest shared = new UnservedRequest("vault", JobId.ofCluster(12), "alice");
    told.read(new QueueReadResult.Changes(List.of(), List.of(), List.of(shared)), Set.of());
    assertThat(events.get(0).text()).startsWith("Cluster 12 (owner alice) requests vault_12, but");
  }

  @Test
  void aHostileNameIsToldWithoutItsPoison() {
    ask(
        Set.of(),
        "x\u001b[2J\n11/22/26 ERROR: forged",
        "y".repeat(255),
        "eyJhbGciOiJFUzI1NiJ9.eyJ");
    assertThat(events).hasSize(3);
    assertThat(events)
        .allSatisfy(
            event ->
                assertThat(event.text())
                    .doesNotContain("\n", "\u001b", "eyJ", "y".repeat(70))
                    .hasSizeLessThan(700));
    assertThat(events.get(0).text()).contains("\\u{1b}[2J\\n11/22/26");
  }

  @Test
  void afterManyNamesOneLineTellsThatFurtherOnesAreNotTold() {
    for (int i = 0; i < 50_000; i++) {
      ask(Set.of(), "invented" + i);
    }
    assertThat(events).hasSize(QueueReporter.MOST_NAMES + 1);
    assertThat(events.get(QueueReporter.MOST_NAMES).text())
        .isEqualTo("More than 64 unknown per-job providers requested; further ones are not logged");
    ask(Set.of(), "invented0");
    assertThat(events).hasSize(QueueReporter.MOST_NAMES + 1);
  }

  @Test
  void aProviderThatWasServedMeanwhileIsToldAgainWhenItIsServedNoMore() {
    ask(Set.of(), "vault");
    ask(Set.of("vault"));
    assertThat(events).hasSize(1);
    ask(Set.of(), "vault");
    assertThat(events).hasSize(2);
  }

  @Test
  void aLogThatIsNotYetThereIsAwaitedForMinutesBeforeItIsAnError() {
    QueueReadResult notYet =
        new QueueReadResult.NotYet(Path.of("/spool/job_queue.log"), "no such file");
    told.notRead(notYet);
    nanos += QueueReporter.PATIENCE.toNanos() - 1;
    told.notRead(notYet);
    assertThat(events).hasSize(1);
    assertThat(events.get(0).level()).isEqualTo(Level.NORMAL);
    assertThat(events.get(0).text())
        .startsWith("Waiting for the schedd to create its job queue log /spool/job_queue.log")
        .contains("JOB_QUEUE_LOG", "SPOOL");
    nanos += 1;
    told.notRead(notYet);
    told.notRead(notYet);
    assertThat(events).hasSize(2);
    assertThat(events.get(1)).isEqualTo(new JobQueueEvent.QueueUnreadable("", "no such file"));
  }

  @Test
  void anotherFailureIsAnErrorAtOnceAndOnceOnly() {
    told.notRead(new QueueReadResult.NotYet(Path.of("/spool/job_queue.log"), "no such file"));
    told.notRead(new QueueReadResult.Unreadable("permission denied"));
    told.notRead(new QueueReadResult.Unreadable("permission denied"));
    assertThat(events).hasSize(2);
    assertThat(events.get(1).level()).isEqualTo(Level.ERROR);
  }

  @Test
  void theEndOfTheWaitIsToldAndAnotherWaitBeginsAnew() {
    QueueReadResult notYet =
        new QueueReadResult.NotYet(Path.of("/spool/job_queue.log"), "no such file");
    told.notRead(notYet);
    ask(Set.of());
    assertThat(events.get(1)).isInstanceOf(JobQueueEvent.QueueReadable.class);
    ask(Set.of());
    nanos += QueueReporter.PATIENCE.toNanos();
    told.notRead(notYet);
    assertThat(events).hasSize(3);
    assertThat(events.get(2)).isInstanceOf(JobQueueEvent.QueueLogAwaited.class);
    told.notRead(new QueueReadResult.NotYet(Path.of("/elsewhere"), "no such file"));
    assertThat(events.get(3)).isInstanceOf(JobQueueEvent.QueueLogAwaited.class);
  }

  private void ask(Set<String> served, String... providers) {
    List<UnservedRequest> asked = new ArrayList<>();
    for (String provider : providers) {
      asked.add(new UnservedRequest(provider, new JobId(12, 0), "alice"));
    }
    told.read(new QueueReadResult.Changes(List.of(), List.of(), asked), served);
  }
}
