// SPDX-License-Identifier: Apache-2.0
package org.credmint.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.credmint.config.AuditSettings;
import org.credmint.config.JobRenewal;
import org.credmint.event.CredentialEvent;
import org.credmint.event.DirectoryEvent;
import org.credmint.event.Event;
import org.credmint.queue.job.JobStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tokens of jobs that are on hold, or were removed and stay in the queue. */
class RestingJobsTest {
  private static final Duration A_DAY = Duration.ofDays(1);
  private static final Duration AN_HOUR = Duration.ofHours(1);

  @TempDir Path temporary;
  private TestMonitor monitor;
  private Path auditLog;

  @BeforeEach
  void open() throws IOException {
    auditLog = temporary.resolve("ledger");
    monitor = new TestMonitor(temporary);
    monitor.provider("scitokens", s -> TestProviders.forJobs(s, "storage.read:/data"));
    monitor.renewing(new JobRenewal(A_DAY, AN_HOUR));
    monitor.audited(new AuditSettings(auditLog, 1 << 20, 2));
    monitor.queue().job("alice", "12.0");
  }

  @AfterEach
  void close() {
    monitor.close();
  }

  @Test
  void aRemovedJobKeepsItsTokenForTheGraceAndThenLosesIt() {
    monitor
        .then(() -> becomes(JobStatus.REMOVED))
        .thenQueueGrows()
        .thenPasses(Duration.ofMinutes(59))
        .then(() -> assertThat(lives()).isTrue())
        .thenPasses(Duration.ofMinutes(2))
        .then(() -> assertThat(has()).isFalse())
        .thenPasses(A_DAY)
        .then(() -> assertThat(has()).isFalse())
        .run();
    assertThat(monitor.events(DirectoryEvent.Removed.class))
        .singleElement()
        .extracting(Event::text)
        .asString()
        .contains("CREDMINT_REMOVED_JOB_RENEWAL (3600 s)", "still in the queue");
    assertThat(removals()).singleElement().asString().contains("CREDMINT_REMOVED_JOB_RENEWAL");
  }

  @Test
  void aRemovedJobThatLeavesWithinTheGraceLosesItsTokenAtOnce() {
    monitor
        .then(() -> becomes(JobStatus.REMOVED))
        .thenQueueGrows()
        .then(() -> monitor.queue().leaves("alice", "12.0"))
        .thenQueueGrows()
        .then(() -> assertThat(has()).isFalse())
        .thenPasses(A_DAY)
        .run();
    assertThat(removals()).singleElement().asString().contains("the job has left the queue");
  }

  @Test
  void aJobOnHoldIsRenewedUntilTheLimitAndIssuedAgainWhenItIsReleased() {
    monitor
        .then(() -> becomes(JobStatus.HELD))
        .thenQueueGrows()
        .thenPasses(A_DAY.minus(AN_HOUR))
        .then(() -> assertThat(lives()).isTrue())
        .thenPasses(AN_HOUR.multipliedBy(2))
        .then(() -> assertThat(has()).isFalse())
        .then(() -> becomes(JobStatus.IDLE))
        .thenQueueGrows()
        .then(() -> assertThat(lives()).isTrue())
        .thenPasses(A_DAY.multipliedBy(2))
        .then(() -> assertThat(lives()).isTrue())
        .run();
    assertThat(removals()).singleElement().asString().contains("CREDMINT_HELD_JOB_RENEWAL");
  }

  @Test
  void theLimitCountsFromWhenTheAdSaysTheJobWentOnHold() {
    monitor
        .then(() -> becomes(JobStatus.HELD, TestMonitor.START.minus(Duration.ofHours(23))))
        .thenQueueGrows()
        .thenPasses(Duration.ofMinutes(50))
        .then(() -> assertThat(lives()).isTrue())
        .thenPasses(Duration.ofMinutes(11))
        .then(() -> assertThat(has()).isFalse())
        .run();
  }

  @Test
  void aFileThatADeadDaemonLeftToAJobOnHoldForTooLongGoesAtTheStart() {
    monitor.run();
    assertThat(lives()).isTrue();
    becomes(JobStatus.HELD, TestMonitor.START.minus(Duration.ofDays(2)));
    monitor.run();
    assertThat(has()).isFalse();
    assertThat(removals()).hasSize(1);
  }

  @Test
  void aClockSetBackNeitherProlongsNorBringsBack() {
    monitor
        .then(() -> becomes(JobStatus.HELD, TestMonitor.START))
        .thenQueueGrows()
        .thenClockIsSet(Duration.ofDays(-9))
        .thenPasses(A_DAY.minus(AN_HOUR))
        .then(() -> assertThat(lives()).isTrue())
        .thenPasses(AN_HOUR.multipliedBy(2))
        .then(() -> assertThat(has()).isFalse())
        .thenClockIsSet(Duration.ofDays(-9))
        .then(() -> becomes(JobStatus.HELD, monitor.now()))
        .thenQueueGrows()
        .thenPasses(AN_HOUR)
        .then(() -> assertThat(has()).isFalse())
        .run();
  }

  @Test
  void afterARestartWithTheClockSetBackATokenThatWentDoesNotComeBack() {
    becomes(JobStatus.HELD, TestMonitor.START.minus(AN_HOUR));
    monitor.queue().job("alice", "13.0", JobStatus.REMOVED, TestMonitor.START, Map.of());
    monitor
        .thenPasses(AN_HOUR)
        .then(() -> assertThat(has()).isFalse())
        .then(() -> assertThat(monitor.token("alice", "scitokens_13.0")).isEmpty())
        .then(() -> becomes(JobStatus.IDLE))
        .thenQueueGrows()
        .then(() -> assertThat(lives()).isTrue())
        .run();
    assertThat(monitor.events(CredentialEvent.Renewed.class)).hasSize(1);
  }

  @Test
  void aTimeYetToComeCountsAsNow() {
    monitor
        .then(() -> becomes(JobStatus.REMOVED, TestMonitor.START.plus(Duration.ofDays(400))))
        .thenQueueGrows()
        .thenPasses(Duration.ofMinutes(61))
        .then(() -> assertThat(has()).isFalse())
        .run();
  }

  @Test
  void anEditedTimeProlongsNothing() {
    monitor
        .then(() -> becomes(JobStatus.REMOVED, TestMonitor.START))
        .thenQueueGrows()
        .thenPasses(Duration.ofMinutes(59))
        .then(() -> becomes(JobStatus.REMOVED, monitor.now()))
        .thenQueueGrows()
        .thenPasses(Duration.ofMinutes(2))
        .then(() -> assertThat(has()).isFalse())
        .run();
  }

  @Test
  void aFileThatSomebodyPutsBackGoesAgain() throws IOException {
    Path file = monitor.directory.resolve("alice/scitokens_12.0.use");
    Path kept = temporary.resolve("kept");
    monitor
        .then(() -> copy(file, kept))
        .then(() -> becomes(JobStatus.REMOVED, TestMonitor.START.minus(A_DAY)))
        .thenQueueGrows()
        .then(() -> assertThat(has()).isFalse())
        .then(() -> copy(kept, file))
        .thenPasses(Duration.ofSeconds(61))
        .then(() -> assertThat(has()).isFalse())
        .run();
  }

  @Test
  void aShorterLimitHoldsForJobsThatRestAlready() {
    monitor
        .then(() -> becomes(JobStatus.HELD, TestMonitor.START))
        .thenQueueGrows()
        .thenPasses(AN_HOUR)
        .then(() -> monitor.renewing(new JobRenewal(Duration.ofMinutes(30), AN_HOUR)))
        .then(() -> monitor.reloadSays(monitor.configuration(0400)))
        .thenComes(new Message.Sighup())
        .then(() -> assertThat(has()).isTrue())
        .then(() -> becomes(JobStatus.IDLE))
        .then(() -> becomes(JobStatus.HELD, TestMonitor.START))
        .thenQueueGrows()
        .then(() -> assertThat(has()).isFalse())
        .run();
  }

  @Test
  void aRequestThatIsNamedLikeAJobsKeepsNothingAliveAndIsToldOnce() {
    monitor.request("alice", "scitokens_12.0");
    monitor
        .thenPasses(AN_HOUR)
        .then(() -> assertThat(lives()).isTrue())
        .then(() -> monitor.queue().leaves("alice", "12.0"))
        .thenQueueGrows()
        .then(() -> assertThat(has()).isFalse())
        .thenPasses(AN_HOUR)
        .then(() -> assertThat(has()).isFalse())
        .run();
    assertThat(monitor.events(DirectoryEvent.UnexpectedEntry.class))
        .singleElement()
        .extracting(Event::text)
        .asString()
        .contains("alice/scitokens_12.0.top", "issued only for jobs in the queue");
  }

  @Test
  void aFileBesideSuchARequestGoesThoughItsJobLeftWhileNobodyLooked() {
    monitor.queue().job("alice", "7.0");
    monitor.run();
    monitor.queue().leavesUnseen("alice", "7.0");
    monitor.request("alice", "scitokens_7.0").run();
    assertThat(monitor.directory.resolve("alice/scitokens_7.0.use")).doesNotExist();
  }

  private static void copy(Path from, Path to) {
    try {
      Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void becomes(JobStatus status) {
    becomes(status, Instant.EPOCH);
  }

  private void becomes(JobStatus status, Instant since) {
    monitor.queue().job("alice", "12.0", status, since, Map.of());
  }

  private boolean has() {
    return Files.exists(monitor.directory.resolve("alice/scitokens_12.0.use"));
  }

  private boolean lives() {
    return monitor
        .token("alice", "scitokens_12.0")
        .filter(token -> token.claims().expiresAt().isAfter(monitor.now()))
        .isPresent();
  }

  private List<String> removals() {
    try (var lines = Files.lines(auditLog)) {
      return lines.filter(line -> line.contains("\"act\":\"removal\"")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
