// SPDX-License-Identifier: Apache-2.0
package org.credmint.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.credmint.config.MonitoringSettings;
import org.credmint.credential.JobId;
import org.credmint.event.DaemonEvent;
import org.credmint.issue.Issuance.Failed;
import org.credmint.issue.Issuance.FailureKind;
import org.credmint.status.Condition;
import org.credmint.status.CredentialStatus;
import org.credmint.status.ProviderStatus;
import org.credmint.status.StateFile;
import org.credmint.status.StatusJson;
import org.credmint.status.StatusReport;
import org.credmint.status.survey.StatusSurvey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the daemon tells of itself. */
final class StatusTest {
  private static final Duration PAUSE = StatusSurvey.PAUSE;
  private static final Duration HEARTBEAT = StatusSurvey.HEARTBEAT;

  @TempDir Path temporary;
  private TestMonitor monitor;
  private final NoteProvider notes = new NoteProvider("note");

  @BeforeEach
  void open() throws IOException {
    monitor = new TestMonitor(temporary);
    monitor.serve(notes);
  }

  @AfterEach
  void close() {
    monitor.close();
  }

  private StatusReport last() {
    return monitor.reports.get(monitor.reports.size() - 1);
  }

  private List<String> sources() {
    return last().sources().stream().map(StatusReport.SourceStatus::name).toList();
  }

  private CredentialStatus only() {
    assertThat(last().credentials()).hasSize(1);
    return last().credentials().get(0);
  }

  private ProviderStatus provider(String name) {
    return last().providers().stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aValidCredentialIsListedWithItsExpiryAndItsRenewal() {
    monitor.request("alice", "scitokens").thenPasses(PAUSE).run();
    assertThat(only().condition()).isEqualTo(Condition.VALID);
    assertThat(only().id()).hasToString("alice/scitokens");
    assertThat(only().expiresAt())
        .contains(monitor.token("alice", "scitokens").orElseThrow().claims().expiresAt());
    assertThat(only().nextAt().orElseThrow())
        .isAfter(TestMonitor.START)
        .isBefore(only().expiresAt().orElseThrow());
    assertThat(only().reason()).isEmpty();
    assertThat(provider("scitokens").kind()).isEqualTo("scitoken");
    assertThat(provider("scitokens").issued().renewals()).isEqualTo(1);
    assertThat(provider("scitokens").issued().lastSuccess()).contains(TestMonitor.START);
    assertThat(provider("scitokens").nearestExpiry()).isEqualTo(only().expiresAt());
    assertThat(last().ready()).isTrue();
    assertThat(sources()).contains("credential directory").doesNotContain("job queue");
  }

  @Test
  void aCredentialThatCannotBeIssuedIsMissingWithTheReason() {
    IntStream.range(0, 3)
        .forEach(i -> notes.failures.add(new Failed(FailureKind.TRANSIENT, "no ink")));
    monitor.request("alice", "note").thenPasses(PAUSE).run();
    assertThat(only().condition()).isEqualTo(Condition.MISSING);
    assertThat(only().reason()).isEqualTo("no ink");
    assertThat(only().failures()).isPositive();
    assertThat(only().nextAt()).isPresent();
    assertThat(provider("note").issued().failures()).containsKey("retried");
  }

  @Test
  void aRenewalThatFailsLeavesTheOldOneAndIsFailingUntilItSucceeds() {
    monitor
        .request("alice", "note")
        .then(() -> notes.failures.add(new Failed(FailureKind.TRANSIENT, "no ink")))
        .thenPasses(Duration.ofMinutes(11))
        .thenPasses(PAUSE)
        .thenPasses(PAUSE)
        .run();
    assertThat(monitor.reports)
        .anySatisfy(
            report ->
                assertThat(report.credentials())
                    .anyMatch(
                        one -> one.condition() == Condition.FAILING && !one.reason().isEmpty()));
    assertThat(only().condition()).isEqualTo(Condition.VALID);
    assertThat(only().reason()).isEmpty();
  }

  @Test
  void aJobsCredentialNamesTheJob() {
    monitor.provider("scitokens", s -> TestProviders.forJobs(s, "storage.read:/data"));
    monitor.queue().job("alice", "12.0");
    monitor.thenPasses(PAUSE).run();
    assertThat(only().job()).contains(new JobId(12, 0));
    assertThat(sources()).contains("job queue");
    assertThat(only().condition()).isEqualTo(Condition.VALID);
  }

  @Test
  void aReportFollowsAChangeAndOtherwiseTheDaemonTellsThatItIsAlive() {
    monitor
        .request("alice", "scitokens")
        .thenPasses(PAUSE)
        .then(() -> monitor.reports.clear())
        .thenPasses(PAUSE)
        .thenPasses(PAUSE)
        .then(() -> assertThat(monitor.reports).isEmpty())
        .thenPasses(HEARTBEAT)
        .then(() -> assertThat(monitor.reports).hasSize(1))
        .then(() -> monitor.request("bob", "scitokens"))
        .thenUserChanges("bob")
        .thenPasses(PAUSE)
        .run();
    assertThat(last().users()).isEqualTo(2);
    assertThat(last().total()).isEqualTo(2);
  }

  @Test
  void theStateFileHoldsTheReportAndEverybodyMayReadIt() throws IOException {
    Path file = temporary.resolve("state.json");
    monitor.monitored(stateIn(file)).request("alice", "scitokens").thenPasses(PAUSE).run();
    assertThat(StatusJson.write(StateFile.read(file))).isEqualTo(StatusJson.write(last()));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-r--r--");
    assertThat(Files.readString(file)).doesNotContain(monitor.jti("alice", "scitokens"));
  }

  @Test
  void aStateThatCannotBeWrittenIsToldOnceAndAgainWhenItCan() throws IOException {
    Path directory = temporary.resolve("missing");
    monitor
        .monitored(stateIn(directory.resolve("state.json")))
        .thenPasses(HEARTBEAT)
        .thenPasses(HEARTBEAT)
        .then(() -> make(directory))
        .thenPasses(HEARTBEAT)
        .run();
    assertThat(monitor.events(DaemonEvent.StatusNotPublished.class))
        .singleElement()
        .satisfies(event -> assertThat(event.text()).contains(directory.toString()));
    assertThat(monitor.events(DaemonEvent.StatusPublished.class)).hasSize(1);
    assertThat(directory.resolve("state.json")).exists();
  }

  private static void make(Path directory) {
    assertThat(directory.toFile().mkdir()).isTrue();
  }

  private static MonitoringSettings stateIn(Path file) {
    return new MonitoringSettings(Optional.of(file), Optional.empty(), Optional.empty());
  }
}
