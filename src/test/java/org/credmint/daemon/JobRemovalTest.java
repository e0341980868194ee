// SPDX-License-Identifier: Apache-2.0
package org.credmint.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.credmint.config.AuditSettings;
import org.credmint.event.DaemonEvent;
import org.credmint.event.DirectoryEvent;
import org.credmint.event.Event;
import org.credmint.os.FaultyHost;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of jobs that have left the queue, where the disk or the audit log fails. */
class JobRemovalTest {
  private static final String REMOVAL = "\"act\":\"removal\"";

  @TempDir Path temporary;
  private final FaultyHost disk = new FaultyHost();
  private final FaultyHost auditLogDisk = new FaultyHost();
  private final List<Integer> linesAtUnlink = new ArrayList<>();
  private Path auditLog;
  private TestMonitor monitor;

  @BeforeEach
  void open() throws IOException {
    auditLog = temporary.resolve("ledger");
    monitor = new TestMonitor(temporary, disk.host(), auditLogDisk.host());
    monitor.provider("scitokens", s -> TestProviders.forJobs(s, "storage.read:/data"));
    monitor.audited(new AuditSettings(auditLog, 1 << 20, 2));
    monitor.queue().job("alice", "12.0");
  }

  @AfterEach
  void close() {
    monitor.close();
  }

  @Test
  void theAuditLogTellsOfARemovalBeforeTheFileGoes() {
    monitor
        .then(() -> disk.before("unlinkat", () -> linesAtUnlink.add(removals())))
        .then(this::leave)
        .thenQueueGrows()
        .run();
    assertThat(linesAtUnlink).containsExactly(1);
    assertThat(exists("12.0")).isFalse();
    assertThat(monitor.events(DirectoryEvent.Removed.class)).hasSize(1);
    assertThat(removals()).isEqualTo(1);
  }

  @Test
  void aFileThatIsNotThereIsNoRemoval() throws IOException {
    Path use = monitor.directory.resolve("alice/scitokens_12.0.use");
    monitor.then(() -> delete(use)).then(this::leave).thenQueueGrows().run();
    assertThat(monitor.events(DirectoryEvent.Removed.class)).isEmpty();
    assertThat(removals()).isZero();
  }

  @Test
  void aFileThatCannotBeRemovedIsToldAndTriedAgainAndStandsInTheAuditLogOnce() {
    monitor
        .then(() -> disk.failAlways("unlinkat", "EROFS"))
        .then(this::leave)
        .thenQueueGrows()
        .then(() -> assertThat(monitor.events(DirectoryEvent.NotRemoved.class)).hasSize(1))
        .thenPasses(Duration.ofSeconds(3))
        .then(() -> assertThat(monitor.events(DirectoryEvent.NotRemoved.class)).hasSize(2))
        .then(() -> assertThat(exists("12.0")).isTrue())
        .then(disk::heal)
        .thenPasses(Duration.ofSeconds(6))
        .then(() -> assertThat(exists("12.0")).isFalse())
        .run();
    Event first = monitor.events(DirectoryEvent.NotRemoved.class).get(0);
    assertThat(first.text()).contains("alice/scitokens_12.0.use", "EROFS", "retrying at");
    assertThat(monitor.events(DirectoryEvent.Removed.class)).hasSize(1);
    assertThat(removals()).isEqualTo(1);
  }

  @Test
  void aDirectoryThatCannotBeLookedAtDelaysTheRemovalAndItsLine() {
    monitor
        .then(() -> disk.failAlways("openat", "EMFILE"))
        .then(this::leave)
        .thenQueueGrows()
        .then(() -> assertThat(removals()).isZero())
        .then(disk::heal)
        .thenPasses(Duration.ofSeconds(3))
        .run();
    assertThat(monitor.events(DirectoryEvent.NotRemoved.class)).hasSize(1);
    assertThat(exists("12.0")).isFalse();
    assertThat(removals()).isEqualTo(1);
  }

  @Test
  void aFileThatAKilledProcessToldOfButLeftIsRemovedAndToldAgain() {
    monitor
        .then(() -> disk.failAlways("unlinkat", "EROFS"))
        .then(this::leave)
        .thenQueueGrows()
        .run();
    assertThat(exists("12.0")).isTrue();
    disk.heal();
    monitor.queue().leavesUnseen("alice", "12.0");
    monitor.run();
    assertThat(exists("12.0")).isFalse();
    assertThat(removals()).isEqualTo(2);
  }

  @Test
  void aJobThatAsksAgainForAFileThatCouldNotBeRemovedKeepsIt() {
    monitor
        .then(() -> disk.failAlways("unlinkat", "EROFS"))
        .then(this::leave)
        .thenQueueGrows()
        .then(disk::heal)
        .then(() -> monitor.queue().job("alice", "12.0"))
        .thenQueueGrows()
        .thenPasses(Duration.ofSeconds(600))
        .then(() -> assertThat(exists("12.0")).isTrue())
        .then(this::leave)
        .thenQueueGrows()
        .run();
    assertThat(exists("12.0")).isFalse();
    assertThat(removals()).isEqualTo(2);
  }

  @Test
  void whereTheAuditLogCannotBeWrittenFilesGoAllTheSameAndTheirLinesComeLater() {
    monitor
        .then(() -> auditLogDisk.failAlways("write", "ENOSPC"))
        .then(this::leave)
        .thenQueueGrows()
        .then(() -> assertThat(exists("12.0")).isFalse())
        .then(() -> assertThat(removals()).isZero())
        .then(() -> assertThat(monitor.events(DaemonEvent.AuditLogFailing.class)).hasSize(1))
        .then(auditLogDisk::heal)
        .then(() -> monitor.queue().job("alice", "12.1"))
        .thenQueueGrows()
        .run();
    assertThat(removals()).isEqualTo(1);
    assertThat(monitor.events(DaemonEvent.AuditLogRecovered.class)).hasSize(1);
  }

  private void leave() {
    monitor.queue().leaves("alice", "12.0");
  }

  private boolean exists(String job) {
    return Files.exists(monitor.directory.resolve("alice/scitokens_" + job + ".use"));
  }

  private int removals() {
    try (var lines = Files.lines(auditLog)) {
      return (int) lines.filter(line -> line.contains(REMOVAL)).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
