// SPDX-License-Identifier: Apache-2.0
package org.credmint.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.credmint.config.AuditSettings;
import org.credmint.credential.CredentialId;
import org.credmint.os.Host;
import org.credmint.os.file.Directory;
import org.credmint.os.libc.PosixException;
import org.credmint.provider.Provider;
import org.credmint.reconcile.OriginCheck;
import org.credmint.reconcile.OriginCheck.Origin;
import org.credmint.store.CredentialFile;
import org.credmint.store.CredentialStore;
import org.credmint.store.FileVersion;
import org.credmint.store.Stored;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How often the audit log is read for files of unknown origin: it may hold millions of lines. */
class OriginCheckTest {
  private static final List<String> JOBS = List.of("7.0", "7.1", "8.0");

  @TempDir Path temporary;
  private final Host host = Host.create();
  private Path log;
  private TestMonitor monitor;
  private OriginCheck origins;
  private long nanos = 5;

  @BeforeEach
  void issueTokens() throws IOException {
    log = temporary.resolve("AuditLog");
    monitor = new TestMonitor(temporary);
    monitor.provider("scitokens", s -> TestProviders.forJobs(s, "storage.read:/data"));
    monitor.audited(new AuditSettings(log, 1 << 20, 2));
    JOBS.forEach(job -> monitor.queue().job("alice", job));
    monitor.run();
    origins = new OriginCheck(() -> Optional.of(log), () -> nanos, host.identity().uid());
  }

  @AfterEach
  void close() {
    monitor.close();
  }

  @Test
  void oneReadingServesAllTokensThatWereIssuedBefore() throws IOException {
    Instant later = TestMonitor.START.plusSeconds(1);
    assertThat(origin("7.0", later)).isEqualTo(new Origin.Ours());
    Files.delete(log);
    assertThat(origin("7.1", later)).isEqualTo(new Origin.Ours());
    nanos += Duration.ofDays(1).toNanos();
    assertThat(origin("8.0", later)).isEqualTo(new Origin.Ours());
  }

  @Test
  void aTokenThatIsYoungerThanTheReadingWaitsForTheNextOneAfterARest() throws IOException {
    Instant before = TestMonitor.START.minusSeconds(1);
    assertThat(origin("7.0", before)).as("read for this very file").isEqualTo(new Origin.Ours());
    assertThat(origin("7.1", before)).isEqualTo(new Origin.Unknown(Optional.empty()));
    nanos += Duration.ofSeconds(59).toNanos();
    assertThat(origin("7.1", before)).isEqualTo(new Origin.Unknown(Optional.empty()));
    nanos += Duration.ofSeconds(1).toNanos();
    assertThat(origin("7.1", TestMonitor.START.plusSeconds(1))).isEqualTo(new Origin.Ours());
    assertThat(origin("8.0", TestMonitor.START.plusSeconds(1))).isEqualTo(new Origin.Ours());
  }

  @Test
  void aLogThatIsNotThereYetTellsNothing() throws IOException {
    Files.delete(log);
    assertThat(origin("7.0", TestMonitor.START.plusSeconds(1)))
        .as("by its signature")
        .isEqualTo(new Origin.Ours());
  }

  @Test
  void aLogThatIsKeptElsewhereIsReadAnew() throws IOException {
    Instant later = TestMonitor.START.plusSeconds(1);
    assertThat(origin("7.0", later)).isEqualTo(new Origin.Ours());
    log = Files.createDirectory(temporary.resolve("elsewhere"));
    assertThat(origin("7.1", later)).isInstanceOf(Origin.Unknown.class);
  }

  private Origin origin(String job, Instant now) throws PosixException {
    CredentialFile file =
        CredentialFile.inUserDirectory(new CredentialId("alice", "scitokens", job), 0400);
    Provider provider = monitor.configuration(0400).active().providers().get("scitokens");
    try (Directory directory = host.openDirectory(monitor.user("alice"))) {
      Stored stored =
          new CredentialStore(host.durableBatch())
              .look(directory, file, FileVersion.NONE, provider::read);
      return origins.of(file, stored, Optional.of(provider), now);
    }
  }
}
