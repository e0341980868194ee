// SPDX-License-Identifier: Apache-2.0
package org.credmint.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.credmint.config.AuditSettings;
import org.credmint.event.CredentialEvent;
import org.credmint.os.FaultyHost;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of tokens that HTCondor or somebody else removes while the daemon runs. */
final class LostFilesTest {
  private static final Duration A_SCAN = Duration.ofSeconds(61);
  private static final int MANY_USERS = 20;
  private static final int EACH = 25;

  @TempDir Path temporary;
  private final FaultyHost disk = new FaultyHost();
  private final FaultyHost auditLogDisk = new FaultyHost();
  private Path auditLog;
  private TestMonitor monitor;

  @BeforeEach
  void open() throws IOException {
    auditLog = temporary.resolve("audit.log");
    monitor = new TestMonitor(temporary, disk.host(), auditLogDisk.host());
    monitor.provider("scitokens", s -> TestProviders.forJobs(s, "storage.read:/data"));
    monitor.provider("users", settings -> settings);
    monitor.audited(new AuditSettings(auditLog, 10 << 20, 2));
  }

  @AfterEach
  void close() {
    monitor.close();
  }

  private List<String> losses() {
    try (Stream<String> lines = Files.lines(auditLog)) {
      return lines.filter(line -> line.contains("\"act\":\"loss\"")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void delete(String user, String... files) {
    try {
      Path directory = monitor.directory.resolve(user);
      for (String file : files) {
        Files.delete(directory.resolve(file));
      }
      if (files.length == 0) {
        try (Stream<Path> all = Files.list(directory)) {
          for (Path one : all.toList()) {
            Files.delete(one);
          }
        }
        Files.delete(directory);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void theFileOfARunningJobIsIssuedAgainAndItsLossIsOnRecordOnce() {
    monitor.queue().job("alice", "12.0");
    monitor
        .thenPasses(A_SCAN)
        .then(() -> delete("alice"))
        .thenPasses(A_SCAN)
        .then(() -> assertThat(monitor.token("alice", "scitokens_12.0")).isPresent())
        .thenPasses(A_SCAN)
        .run();
    assertThat(losses())
        .singleElement()
        .asString()
        .contains("\"user\":\"alice\"", "\"job\":\"12.0\"", "\"exp\":")
        .contains("the file was removed by HTCondor or another program\"");
    assertThat(monitor.events(CredentialEvent.Lost.class)).hasSize(1);
  }

  @Test
  void aUsersFileIsIssuedAgainAndItsLossIsOnRecord() {
    monitor
        .request("alice", "users")
        .then(() -> delete("alice", "users.use"))
        .thenPasses(A_SCAN)
        .run();
    assertThat(monitor.token("alice", "users")).isPresent();
    assertThat(losses()).singleElement().asString().contains("program\"").doesNotContain("job");
  }

  @Test
  void aFileThatVanishesWithTheRequestForItIsOnRecordToo() {
    monitor
        .request("alice", "users")
        .request("bob", "users")
        .request("carol", "users")
        .then(() -> delete("alice"))
        .then(() -> delete("bob", "users.use", "users.top"))
        .then(() -> delete("carol", "users.top"))
        .thenPasses(A_SCAN)
        .thenPasses(A_SCAN)
        .run();
    assertThat(losses())
        .hasSize(2)
        .allMatch(line -> line.contains("together with the request for it"))
        .anyMatch(line -> line.contains("\"alice\""))
        .anyMatch(line -> line.contains("\"bob\""));
    assertThat(monitor.events(CredentialEvent.Lost.class)).isEmpty();
  }

  @Test
  void aJobThatLeavesLosesNothing() {
    monitor.queue().job("alice", "12.0");
    monitor
        .then(() -> monitor.queue().leaves("alice", "12.0"))
        .thenQueueGrows()
        .thenPasses(A_SCAN)
        .run();
    assertThat(monitor.token("alice", "scitokens_12.0")).isEmpty();
    assertThat(losses()).isEmpty();
  }

  @Test
  void aLossThatCannotBeMadeGoodIsOnRecordOnce() {
    monitor.queue().job("alice", "12.0");
    monitor
        .then(() -> disk.failAlways("write", "ENOSPC"))
        .then(() -> delete("alice", "scitokens_12.0.use"))
        .thenPasses(A_SCAN)
        .thenPasses(A_SCAN)
        .thenPasses(A_SCAN)
        .run();
    assertThat(losses()).hasSize(1);
    assertThat(monitor.token("alice", "scitokens_12.0")).isEmpty();
  }

  @Test
  void manyLossesShareTheWaitsForTheDiskWithTheTokensThatFollow() {
    long[] waits = new long[2];
    for (int user = 0; user < MANY_USERS; user++) {
      for (int job = 0; job < EACH; job++) {
        monitor.queue().job("u" + user, (user + 1) + "." + job);
      }
    }
    monitor
        .thenPasses(A_SCAN)
        .then(() -> waits[0] = auditLogDisk.count("fdatasync"))
        .then(() -> IntStream.range(0, MANY_USERS).forEach(user -> delete("u" + user)))
        .then(() -> waits[1] = auditLogDisk.count("fdatasync"))
        .thenPasses(A_SCAN)
        .run();
    assertThat(losses()).hasSize(MANY_USERS * EACH);
    assertThat(waits[0]).isPositive();
    assertThat(auditLogDisk.count("fdatasync") - waits[1]).isLessThanOrEqualTo(waits[0] + 2);
  }
}
