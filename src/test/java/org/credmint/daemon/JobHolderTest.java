// SPDX-License-Identifier: Apache-2.0
package org.credmint.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.credmint.event.JobQueueEvent;
import org.credmint.htcondor.tool.JobHolds;
import org.credmint.index.HoldRequest;
import org.credmint.queue.job.JobStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Orders to put jobs on hold, through failures and while jobs come and go. */
class JobHolderTest {
  private static final Map<String, String> HOSTILE = Map.of("ProjectName", "../etc");
  private static final Map<String, String> GOOD = Map.of("ProjectName", "higgs");
  private static final Duration RETRY = Duration.ofSeconds(11);

  @TempDir Path temporary;
  private TestMonitor monitor;

  @BeforeEach
  void open() throws IOException {
    monitor = new TestMonitor(temporary);
    monitor.provider("scitokens", s -> TestProviders.forJobs(s, "storage.read:/{ProjectName?}"));
  }

  @AfterEach
  void close() {
    monitor.close();
  }

  @Test
  void anOrderForAJobThatLeftIsDropped() {
    refuse("alice", "12.0");
    monitor.holdsFail(Optional.of("the schedd is away"));
    monitor
        .then(() -> assertThat(monitor.holds).hasSize(1))
        .then(() -> monitor.queue().leaves("alice", "12.0"))
        .thenQueueGrows()
        .thenPasses(RETRY)
        .thenPasses(Duration.ofMinutes(10))
        .then(() -> assertThat(monitor.holds).hasSize(1))
        .run();
    assertThat(monitor.events(JobQueueEvent.JobsHeld.class)).isEmpty();
  }

  @Test
  void anOrderForAJobThatWasRemovedOrIsOnHoldIsDropped() {
    refuse("alice", "12.0");
    refuse("alice", "13.0");
    monitor.holdsFail(Optional.of("the schedd is away"));
    monitor
        .then(() -> monitor.queue().job("alice", "12.0", JobStatus.REMOVED, HOSTILE))
        .then(() -> monitor.queue().job("alice", "13.0", JobStatus.HELD, HOSTILE))
        .thenQueueGrows()
        .thenPasses(RETRY)
        .thenPasses(Duration.ofMinutes(10))
        .then(() -> assertThat(monitor.holds).hasSize(1))
        .run();
  }

  @Test
  void anOrderForAJobThatMayHaveItsTokenNowIsDropped() {
    refuse("alice", "12.0");
    monitor.holdsFail(Optional.of("the schedd is away"));
    monitor
        .then(() -> monitor.queue().job("alice", "12.0", JobStatus.IDLE, GOOD))
        .thenQueueGrows()
        .thenPasses(RETRY)
        .then(() -> assertThat(monitor.holds).hasSize(1))
        .run();
    assertThat(monitor.token("alice", "scitokens_12.0")).isPresent();
  }

  @Test
  void ordersThatFailDoNotDelayAFreshOne() {
    for (int i = 0; i < 21; i++) {
      monitor.queue().job("mallory", i + 1 + ".0", JobStatus.IDLE, Map.of("ProjectName", "x/" + i));
    }
    monitor.holdsAnswer(
        order ->
            order.refusals().get(0).refusal().id().user().equals("alice")
                ? new JobHolds.Answer(Set.of("99.0"), Set.of(), Map.of(), Optional.empty())
                : denied(order));
    monitor
        .thenPasses(RETRY)
        .then(() -> refuse("alice", "99.0"))
        .thenQueueGrows()
        .thenPasses(Duration.ofSeconds(1))
        .then(() -> assertThat(monitor.events(JobQueueEvent.JobsHeld.class)).hasSize(1))
        .run();
    assertThat(monitor.events(JobQueueEvent.JobsHeld.class).get(0).jobs()).containsExactly("99.0");
    assertThat(monitor.events(JobQueueEvent.JobsNotHeld.class)).hasSize(1);
  }

  @Test
  void ofOneOrderOnlyTheJobsThatAreHeldAreCalledSoAndTheOthersAreTriedAgain() {
    refuse("alice", "12.0");
    refuse("alice", "12.1");
    refuse("alice", "12.2");
    monitor.holdsAnswer(
        order ->
            new JobHolds.Answer(
                Set.of("12.0"), Set.of("12.1"), Map.of("12.2", "denied"), Optional.empty()));
    monitor
        .then(() -> monitor.queue().job("alice", "12.0", JobStatus.HELD, HOSTILE))
        .thenQueueGrows()
        .thenPasses(RETRY)
        .run();
    assertThat(monitor.holds).hasSize(2);
    assertThat(jobs(monitor.holds.get(1))).containsExactly("12.2");
    assertThat(monitor.events(JobQueueEvent.JobsHeld.class).get(0).jobs()).containsExactly("12.0");
    assertThat(monitor.events(JobQueueEvent.JobsNotHeld.class))
        .singleElement()
        .satisfies(event -> assertThat(event.jobs()).containsExactly("12.2"));
  }

  @Test
  void whatFailsAgainAndAgainIsTriedEverMoreSlowly() {
    refuse("alice", "12.0");
    monitor.holdsAnswer(JobHolderTest::denied);
    for (int i = 0; i < 600; i++) {
      monitor.thenPasses(Duration.ofSeconds(1));
    }
    monitor.run();
    assertThat(monitor.holds).hasSizeBetween(5, 8);
  }

  private static JobHolds.Answer denied(HoldRequest order) {
    Map<String, String> failed = new java.util.HashMap<>();
    jobs(order).forEach(job -> failed.put(job, "denied"));
    return new JobHolds.Answer(Set.of(), Set.of(), failed, Optional.empty());
  }

  private static List<String> jobs(HoldRequest order) {
    return order.refusals().stream().map(one -> one.job().withinSchedd()).toList();
  }

  private void refuse(String user, String job) {
    monitor.queue().job(user, job, JobStatus.IDLE, HOSTILE);
  }
}
