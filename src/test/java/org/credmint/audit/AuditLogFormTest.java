// SPDX-License-Identifier: Apache-2.0
package org.credmint.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.credmint.audit.line.AuditEntry;
import org.credmint.audit.line.AuditEntry.Act;
import org.credmint.audit.line.AuditEntry.Claims;
import org.credmint.audit.search.AuditFiles;
import org.credmint.credential.JobId;
import org.credmint.os.Host;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The form of a line is part of its hash: what earlier releases wrote must never change. */
final class AuditLogFormTest {
  private static final long SEED = 20261122;

  /** What release 0.1 wrote of {@link #entries}. */
  private static final Path BEFORE = Path.of("test-fixtures", "audit", "ledger-0.1");

  @TempDir Path directory;

  private static List<AuditEntry> entries() {
    Random random = new Random(SEED);
    List<AuditEntry> entries = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      entries.add(TestAuditLog.random(random));
    }
    StringBuilder odd = new StringBuilder("half of a pair \ud800, a pair \ud83d\ude00 ");
    for (char c = 0; c < 0x100; c++) {
      odd.append(c);
    }
    List<String> audiences = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      audiences.add("https://" + i + ".example/\"\\");
    }
    entries.add(
        new AuditEntry(
            Act.REFUSAL,
            "scitokens",
            odd.toString(),
            Optional.of(JobId.ofCluster(7)),
            Claims.asked(audiences, "read:/" + "x".repeat(40_000)),
            "everybody",
            odd.toString()));
    return entries;
  }

  @Test
  void theChainOfAnAuditLogThatAnEarlierReleaseWroteIsWhole() throws IOException {
    assertThat(AuditFiles.ofAuditLog(BEFORE).verify(Optional.empty()).isIntact()).isTrue();
  }

  @Test
  void theSameEntriesGiveTheSameBytesAsInAnEarlierRelease() throws IOException {
    TestAuditLog auditLog = new TestAuditLog(directory);
    try (AuditLog log = auditLog.open(Host.create())) {
      assertThat(log.append(entries())).isEmpty();
    }
    assertThat(Files.readAllBytes(auditLog.file())).isEqualTo(Files.readAllBytes(BEFORE));
  }
}
