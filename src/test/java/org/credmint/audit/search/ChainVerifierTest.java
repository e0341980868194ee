// SPDX-License-Identifier: Apache-2.0
package org.credmint.audit.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.credmint.audit.AuditLog;
import org.credmint.audit.TestAuditLog;
import org.credmint.audit.line.AuditEntry;
import org.credmint.os.FaultyHost;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the chain finds, and what it does not. */
final class ChainVerifierTest {
  private static final long SEED = 20261122;

  @TempDir Path directory;

  private final Random random = new Random(SEED);
  private TestAuditLog auditLog;

  @BeforeEach
  void begin() {
    auditLog = new TestAuditLog(directory);
  }

  /** An audit log of several files, with torn lines in it. */
  private void write(int appends) throws IOException {
    FaultyHost system = new FaultyHost();
    for (int life = 0; life < 3; life++) {
      try (AuditLog log = auditLog.open(system.host(), 3000, 0)) {
        for (int i = 0; i < appends; i++) {
          if (random.nextInt(8) == 0) {
            system.fullAfter(random.nextInt(400));
          }
          List<AuditEntry> entries = new ArrayList<>();
          for (int n = random.nextInt(4); n >= 0; n--) {
            entries.add(TestAuditLog.random(random));
          }
          log.append(entries);
          system.heal();
        }
      }
    }
  }

  private List<byte[]> linesOf(Path file) throws IOException {
    List<byte[]> lines = new ArrayList<>();
    byte[] all = Files.readAllBytes(file);
    int from = 0;
    for (int i = 0; i < all.length; i++) {
      if (all[i] == '\n') {
        lines.add(Arrays.copyOfRange(all, from, i + 1));
        from = i + 1;
      }
    }
    return lines;
  }

  private static void rewrite(Path file, List<byte[]> lines) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    lines.forEach(all::writeBytes);
    Files.write(file, all.toByteArray());
  }

  private Verification verify(Optional<String> anchor) throws IOException {
    return AuditFiles.ofAuditLog(auditLog.file()).verify(anchor);
  }

  @Test
  void anUntouchedAuditLogIsIntact() throws Exception {
    write(30);
    Verification verification = auditLog.verify();
    assertThat(verification.isIntact()).as(verification.toString()).isTrue();
    assertThat(verification.counts()).containsKeys("mint", "hold", "continued", "resumed");
    assertThat(verification.files()).isGreaterThan(5);
  }

  @Test
  void anyChangedByteIsFound() throws Exception {
    write(6);
    String head = auditLog.verify().head();
    List<Path> files = auditLog.files();
    for (int i = 0; i < 400; i++) {
      Path file = files.get(random.nextInt(files.size()));
      byte[] before = Files.readAllBytes(file);
      byte[] changed = before.clone();
      int at = random.nextInt(changed.length);
      changed[at] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, changed);
      assertThat(verify(Optional.of(head)).isIntact()).as(file + " at " + at).isFalse();
      Files.write(file, before);
    }
    assertThat(verify(Optional.of(head)).isIntact()).isTrue();
  }

  @Test
  void withoutAHeadKeptElsewhereOnlyTheLastLineCanBeChangedUnseen() throws Exception {
    write(6);
    List<Path> files = auditLog.files();
    Path last = files.get(files.size() - 1);
    List<byte[]> lines = linesOf(last);
    long lastLine = Files.size(last) - lines.get(lines.size() - 1).length;
    for (int i = 0; i < 300; i++) {
      Path file = files.get(random.nextInt(files.size()));
      byte[] before = Files.readAllBytes(file);
      byte[] changed = before.clone();
      int at = random.nextInt((int) (file.equals(last) ? lastLine : changed.length));
      changed[at] = (byte) (changed[at] + 1 + random.nextInt(255));
      Files.write(file, changed);
      assertThat(auditLog.verify().isIntact()).as(file + " at " + at).isFalse();
      Files.write(file, before);
    }
  }

  @Test
  void anyRemovedDuplicatedSwappedOrInsertedLineIsFound() throws Exception {
    write(6);
    String head = auditLog.verify().head();
    List<Consumer<List<byte[]>>> harms =
        List.of(
            lines -> lines.remove(random.nextInt(lines.size())),
            lines -> {
              int at = random.nextInt(lines.size());
              lines.add(at, lines.get(at));
            },
            lines ->
                lines.add(
                    random.nextInt(lines.size() + 1), "\n".getBytes(StandardCharsets.US_ASCII)),
            lines -> {
              byte[] moved = lines.remove(random.nextInt(lines.size()));
              lines.add(random.nextInt(lines.size() + 1), moved);
            });
    int found = 0;
    for (Path file : auditLog.files()) {
      List<byte[]> before = linesOf(file);
      for (int i = 0; i < 80; i++) {
        List<byte[]> lines = new ArrayList<>(before);
        harms.get(i % harms.size()).accept(lines);
        rewrite(file, lines);
        boolean isSame = lines.equals(before);
        assertThat(verify(Optional.of(head)).isIntact()).as(file + " " + i).isEqualTo(isSame);
        found += isSame ? 0 : 1;
      }
      rewrite(file, before);
    }
    assertThat(found).isGreaterThan(80);
    assertThat(auditLog.verify().isIntact()).isTrue();
  }

  @Test
  void aMissingFileInBetweenIsFoundAndMissingOldestFilesAreTold() throws Exception {
    write(20);
    List<Path> files = auditLog.files();
    byte[] middle = Files.readAllBytes(files.get(2));
    Files.delete(files.get(2));
    Verification verification = auditLog.verify();
    assertThat(verification.isIntact()).isFalse();
    assertThat(verification.findings().stream().filter(Verification.Finding::isDamage))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.file()).isEqualTo(files.get(3));
              assertThat(finding.line()).isEqualTo(1);
              assertThat(finding.text()).contains("but it has");
            });
    Files.write(files.get(2), middle);
    Files.delete(files.get(0));
    assertThat(auditLog.verify().isIntact()).isTrue();
    assertThat(auditLog.verify().findings())
        .extracting(Verification.Finding::text)
        .contains("continues an older file that was not read");
    assertThat(
            AuditFiles.of(List.of(files.get(2), files.get(1))).verify(Optional.empty()).isIntact())
        .isFalse();
  }

  @Test
  void theFirstLinesAreMissed() throws Exception {
    try (AuditLog log = auditLog.open(new FaultyHost().host())) {
      log.append(List.of(TestAuditLog.mint("a"), TestAuditLog.mint("b"), TestAuditLog.mint("c")));
    }
    List<byte[]> lines = linesOf(auditLog.file());
    rewrite(auditLog.file(), lines.subList(1, 3));
    assertThat(auditLog.verify().findings())
        .singleElement()
        .satisfies(finding -> assertThat(finding.text()).endsWith("which was removed"));
  }

  @Test
  void aLineThatIsBeingWrittenIsNoDamage() throws Exception {
    write(3);
    String head = auditLog.verify().head();
    Files.writeString(auditLog.file(), "{\"time\":", StandardOpenOption.APPEND);
    Verification verification = auditLog.verify();
    assertThat(verification.isIntact()).isTrue();
    assertThat(verification.head()).isEqualTo(head);
    List<Verification.Finding> findings = verification.findings();
    assertThat(findings.get(findings.size() - 1).text())
        .startsWith("is incomplete: it is being written");
  }

  @Test
  void damageOfAnySizeIsReadInBoundedMemoryAndTold() throws Exception {
    write(3);
    byte[] garbage = new byte[5 << 20];
    random.nextBytes(garbage);
    Files.write(auditLog.file(), garbage, StandardOpenOption.APPEND);
    Files.write(auditLog.file(), new byte[3 << 20], StandardOpenOption.APPEND);
    Files.write(auditLog.file(), new byte[] {'\n'}, StandardOpenOption.APPEND);
    assertThat(auditLog.verify().isIntact()).isFalse();
    assertThat(auditLog.verify().findings().size()).isLessThanOrEqualTo(200);
  }

  @Test
  void anAuditLogIsReadWhileItIsWrittenAndDivided() throws Exception {
    FaultyHost system = new FaultyHost();
    try (AuditLog log = auditLog.open(system.host(), 1000, 50)) {
      log.append(List.of(TestAuditLog.mint("first")));
      Thread writer =
          new Thread(
              () -> {
                for (int i = 0; i < 400; i++) {
                  log.append(List.of(TestAuditLog.mint("t" + i)));
                }
              });
      writer.start();
      while (writer.isAlive()) {
        Verification verification = auditLog.verify();
        assertThat(verification.isIntact()).as(verification.toString()).isTrue();
      }
      writer.join();
    }
    assertThat(auditLog.files()).hasSize(51);
  }

  @Test
  void nothingToReadIsSaid() {
    assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(auditLog::verify);
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> AuditFiles.of(List.of(directory)).verify(Optional.empty()));
  }

  @Test
  void anEmptyAuditLogIsIntact() throws Exception {
    Files.createFile(auditLog.file());
    assertThat(auditLog.verify().isIntact()).isTrue();
    assertThat(auditLog.verify().lines()).isZero();
  }
}
