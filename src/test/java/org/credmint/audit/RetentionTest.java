// SPDX-License-Identifier: Apache-2.0
package org.credmint.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.credmint.os.Host;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records that are kept for some days, however many files these are. */
final class RetentionTest {
  private static final Instant START = Instant.parse("2026-11-01T10:00:00Z");

  @TempDir Path directory;

  private List<String> files() throws Exception {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /** One token each twelve hours; the daemon starts anew for each. */
  private TestAuditLog written(int keep, int days, int tokens) {
    TestAuditLog auditLog = new TestAuditLog(directory);
    for (int i = 0; i < tokens; i++) {
      auditLog.setClock(START.plus(Duration.ofHours(12L * i)));
      try (AuditLog log = auditLog.openForDays(Host.create(), keep, days)) {
        log.append(List.of(TestAuditLog.mint("t" + i)));
      }
    }
    return auditLog;
  }

  /** A file holds a day or a little more, and is removed when all of it is old enough. */
  @Test
  void recordsAreKeptForTheDaysAndNotMuchLonger() throws Exception {
    TestAuditLog auditLog = written(0, 3, 40);
    assertThat(files()).hasSizeBetween(4, 5);
    List<String> ids = auditLog.tokenIds();
    assertThat(ids).contains("t39", "t36", "t33").doesNotContain("t26");
    assertThat(auditLog.verify().isIntact()).isTrue();
  }

  @Test
  void theNumberOfFilesIsALimitBesideTheDays() throws Exception {
    written(2, 30, 20);
    assertThat(files()).hasSize(3);
  }

  @Test
  void withoutDaysAFileIsNotRotatedForItsAge() throws Exception {
    TestAuditLog auditLog = written(0, 0, 20);
    assertThat(files()).containsExactly("Ledger");
    assertThat(auditLog.tokenIds()).hasSize(20);
  }

  @Test
  void aDaemonThatRunsForDaysRotatesToo() throws Exception {
    TestAuditLog auditLog = new TestAuditLog(directory);
    auditLog.setClock(START);
    try (AuditLog log = auditLog.openForDays(Host.create(), 0, 2)) {
      for (int i = 0; i < 20; i++) {
        auditLog.setClock(START.plus(Duration.ofHours(12L * i)));
        log.append(List.of(TestAuditLog.mint("t" + i)));
      }
    }
    assertThat(files()).hasSizeBetween(3, 4);
    assertThat(auditLog.tokenIds()).contains("t19", "t17", "t15").doesNotContain("t8");
    assertThat(auditLog.verify().isIntact()).isTrue();
  }
}
