// SPDX-License-Identifier: Apache-2.0
package org.credmint.audit.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.credmint.audit.AuditLog;
import org.credmint.audit.TestAuditLog;
import org.credmint.audit.line.AuditEntry;
import org.credmint.audit.line.AuditEntry.Act;
import org.credmint.os.FaultyHost;
import org.credmint.os.Host;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IssuedTokensTest {
  @TempDir Path directory;
  private TestAuditLog auditLog;

  @BeforeEach
  void open() {
    auditLog = new TestAuditLog(directory);
  }

  @Test
  void aTokenIsKnownByProviderUserJobAndIdTogether() throws IOException {
    append(TestAuditLog.mint("t1"));
    IssuedTokens tokens = read();
    assertThat(tokens.contains("scitokens", "alice", "12.3", "t1")).isTrue();
    assertThat(tokens.contains("other", "alice", "12.3", "t1")).isFalse();
    assertThat(tokens.contains("scitokens", "bob", "12.3", "t1")).isFalse();
    assertThat(tokens.contains("scitokens", "alice", "12.4", "t1")).isFalse();
    assertThat(tokens.contains("scitokens", "alice", "12", "t1")).isFalse();
    assertThat(tokens.contains("scitokens", "alice", "12.3", "t2")).isFalse();
    assertThat(tokens.contains("scitokens", "alice", "12.3", "")).isFalse();
    assertThat(tokens.contains("scitokensalice", "", "12.3", "t1")).isFalse();
  }

  @Test
  void onlyLinesThatTellOfAnIssueCount() throws IOException {
    AuditEntry mint = TestAuditLog.mint("t1");
    for (Act act : Act.values()) {
      append(
          new AuditEntry(
              act,
              mint.provider(),
              mint.user(),
              mint.job(),
              claims(act.word()),
              mint.rule(),
              mint.outcome()));
    }
    IssuedTokens tokens = read();
    for (Act act : Act.values()) {
      assertThat(tokens.contains("scitokens", "alice", "12.3", act.word()))
          .isEqualTo(act == Act.MINT || act == Act.RENEWAL);
    }
  }

  @Test
  void allFilesOfTheLogAreRead() throws IOException {
    try (AuditLog log = auditLog.open(Host.create(), 2000, 50)) {
      for (int i = 0; i < 100; i++) {
        log.append(List.of(TestAuditLog.mint("t" + i)));
      }
    }
    assertThat(auditLog.files()).hasSizeGreaterThan(3);
    IssuedTokens tokens = read();
    for (int i = 0; i < 100; i++) {
      assertThat(tokens.contains("scitokens", "alice", "12.3", "t" + i)).isTrue();
    }
    assertThat(tokens.completeSince()).isEqualTo(TestAuditLog.START);
  }

  @Test
  void itReachesBackToTheOldestFileThatIsLeft() throws IOException {
    try (AuditLog log = auditLog.open(Host.create(), 2000, 2)) {
      for (int i = 0; i < 100; i++) {
        log.append(List.of(TestAuditLog.mint("t" + i)));
      }
    }
    IssuedTokens tokens = read();
    assertThat(tokens.contains("scitokens", "alice", "12.3", "t0")).isFalse();
    assertThat(tokens.contains("scitokens", "alice", "12.3", "t99")).isTrue();
    String oldest = TestAuditLog.lines(auditLog.files().get(0)).get(0);
    assertThat(oldest).contains("\"time\":\"" + tokens.completeSince() + "\"");
  }

  @Test
  void noLogReachesBackAtAll() throws IOException {
    assertThat(IssuedTokens.none().completeSince()).isEqualTo(Instant.MAX);
    assertThat(IssuedTokens.none().contains("scitokens", "alice", "12.3", "t1")).isFalse();
    Files.createFile(auditLog.file());
    assertThat(read().completeSince()).isEqualTo(Instant.MAX);
  }

  @Test
  void afterDamageItReachesBackToTheNextGoodLine() throws IOException {
    append(TestAuditLog.mint("t1"));
    Files.writeString(auditLog.file(), "damaged\n", StandardOpenOption.APPEND);
    assertThat(read().completeSince()).isEqualTo(Instant.MAX);
    auditLog.setClock(TestAuditLog.START.plusSeconds(3600));
    append(TestAuditLog.mint("t2"));
    assertThat(read().completeSince()).isAfterOrEqualTo(TestAuditLog.START.plusSeconds(3600));
    assertThat(read().contains("scitokens", "alice", "12.3", "t1")).isTrue();
  }

  @Test
  void aLineThatIsJustBeingWrittenIsNoDamage() throws IOException {
    append(TestAuditLog.mint("t1"));
    Files.writeString(auditLog.file(), "{\"time\":", StandardOpenOption.APPEND);
    assertThat(read().completeSince()).isEqualTo(TestAuditLog.START);
  }

  @Test
  void whereLinesWereLostItReachesBackToTheLineThatSaysSo() throws IOException {
    FaultyHost disk = new FaultyHost();
    try (AuditLog log = auditLog.open(disk.host())) {
      log.append(List.of(TestAuditLog.mint("t1")));
      disk.failAlways("write", "ENOSPC");
      List<AuditEntry> many = new ArrayList<>();
      for (int i = 0; i < 60_000; i++) {
        many.add(TestAuditLog.mint("lost"));
      }
      log.append(many);
      disk.heal();
      auditLog.setClock(TestAuditLog.START.plusSeconds(3600));
      log.append(List.of(TestAuditLog.mint("t2")));
    }
    assertThat(read().completeSince()).isAfter(TestAuditLog.START.plusSeconds(1));
    assertThat(read().contains("scitokens", "alice", "12.3", "t2")).isTrue();
  }

  @Test
  void itAnswersAsASetOfAllLinesWould() throws IOException {
    Random random = new Random(9);
    Set<List<String>> issued = new HashSet<>();
    List<AuditEntry> entries = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      AuditEntry entry = TestAuditLog.random(random);
      entries.add(entry);
      if ((entry.act() == Act.MINT || entry.act() == Act.RENEWAL)
          && entry.job().isPresent()
          && !entry.claims().tokenId().isEmpty()) {
        issued.add(key(entry, entry.claims().tokenId()));
      }
    }
    append(entries.toArray(new AuditEntry[0]));
    IssuedTokens tokens = read();
    for (AuditEntry entry : entries) {
      String other = entries.get(random.nextInt(entries.size())).claims().tokenId();
      for (String id : List.of(entry.claims().tokenId(), other)) {
        List<String> key = key(entry, id);
        assertThat(tokens.contains(key.get(0), key.get(1), key.get(2), key.get(3)))
            .isEqualTo(issued.contains(key));
      }
    }
  }

  private static List<String> key(AuditEntry entry, String id) {
    String job = entry.job().map(Object::toString).orElse("");
    return List.of(entry.provider(), entry.user(), job, id);
  }

  private static AuditEntry.Claims claims(String tokenId) {
    return TestAuditLog.mint(tokenId).claims();
  }

  private void append(AuditEntry... entries) {
    try (AuditLog log = auditLog.open(Host.create())) {
      log.append(List.of(entries));
    }
  }

  private IssuedTokens read() throws IOException {
    return IssuedTokens.read(AuditFiles.ofAuditLog(auditLog.file()));
  }
}
