// SPDX-License-Identifier: Apache-2.0
package org.credmint.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.credmint.audit.line.AuditEntry;
import org.credmint.audit.line.AuditEntry.Act;
import org.credmint.audit.line.AuditEntry.Claims;
import org.credmint.audit.line.AuditLineReader;
import org.credmint.audit.line.LineParser;
import org.credmint.audit.search.AuditFiles;
import org.credmint.audit.search.Verification;
import org.credmint.config.AuditSettings;
import org.credmint.credential.JobId;
import org.credmint.os.FaultyHost;
import org.credmint.os.Host;
import org.credmint.os.libc.PosixException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The audit log as it is written. */
final class AuditLogTest {
  private static final String ZEROS = "0".repeat(64);

  @TempDir Path directory;

  private final FaultyHost system = new FaultyHost();
  private final Host host = system.host();
  private TestAuditLog auditLog;

  @BeforeEach
  void begin() {
    auditLog = new TestAuditLog(directory);
  }

  private static String sha256(String line) throws Exception {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(line.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<AuditEntry> mints(String... ids) {
    return List.of(ids).stream().map(TestAuditLog::mint).toList();
  }

  @Test
  void aLineHasItsMembersInTheirOrderAndTheHashOfTheLineBefore() throws Exception {
    try (AuditLog log = auditLog.open(host)) {
      assertThat(log.head()).isEqualTo(ZEROS);
      assertThat(log.append(mints("t1"))).isEmpty();
      assertThat(
              log.append(
                  List.of(
                      new AuditEntry(
                          Act.REFUSAL,
                          "chem",
                          "bob",
                          Optional.empty(),
                          Claims.asked(List.of("a", "b"), "storage.modify:/"),
                          "",
                          "outside the ceiling"))))
          .isEmpty();

      List<String> lines = TestAuditLog.lines(auditLog.file());
      assertThat(lines)
          .containsExactly(
              "{\"time\":\"2026-11-22T10:30:58.123Z\",\"act\":\"mint\",\"provider\":\"scitokens\","
                  + "\"user\":\"alice\",\"job\":\"12.3\",\"kid\":\"local\",\"jti\":\"t1\","
                  + "\"sub\":\"alice\",\"aud\":[\"https://storage.example.org\"],"
                  + "\"scope\":\"storage.read:/data\",\"iat\":1795348200,\"exp\":1795349400,"
                  + "\"rule\":\"everybody\",\"outcome\":\"issued\",\"prev\":\""
                  + ZEROS
                  + "\"}",
              "{\"time\":\"2026-11-22T10:30:59.123Z\",\"act\":\"refusal\",\"provider\":\"chem\","
                  + "\"user\":\"bob\",\"aud\":[\"a\",\"b\"],\"scope\":\"storage.modify:/\","
                  + "\"outcome\":\"outside the ceiling\",\"prev\":\""
                  + sha256(lines.get(0))
                  + "\"}");
      assertThat(log.head()).isEqualTo(sha256(lines.get(1)));
      assertThat(log.takeNotices()).isEmpty();
    }
    assertThat(Files.getPosixFilePermissions(auditLog.file()))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void whatIsAddedTogetherIsWrittenAndWaitedForOnce() {
    try (AuditLog log = auditLog.open(host)) {
      long writes = system.count("write");
      long waits = system.count("fdatasync");
      log.append(IntStream.range(0, 500).mapToObj(i -> TestAuditLog.mint("t" + i)).toList());
      assertThat(system.count("write")).isEqualTo(writes + 1);
      assertThat(system.count("fdatasync")).isEqualTo(waits + 1);
      log.append(List.of());
      assertThat(log.flush()).isEmpty();
      assertThat(system.count("write")).isEqualTo(writes + 1);
    }
  }

  @Test
  void aNewLifeContinuesTheChain() throws Exception {
    String head;
    try (AuditLog log = auditLog.open(host)) {
      log.append(mints("t1", "t2"));
      head = log.head();
    }
    try (AuditLog log = auditLog.open(host)) {
      assertThat(log.head()).isEqualTo(head);
      log.append(mints("t3"));
    }
    assertThat(auditLog.tokenIds()).containsExactly("t1", "t2", "t3");
    Verification verification = auditLog.verify();
    assertThat(verification.isIntact()).isTrue();
    assertThat(verification.findings()).isEmpty();
    assertThat(verification.counts()).isEqualTo(Map.of("mint", 3L));
    assertThat(verification.first()).contains(TestAuditLog.START);
  }

  @Test
  void anAuditLogThatGrowsIsDividedAndTheOldestFilesGo() throws Exception {
    try (AuditLog log = auditLog.open(host, 4000, 3)) {
      for (int i = 0; i < 100; i++) {
        assertThat(log.append(mints("t" + i))).isEmpty();
      }
      assertThat(log.takeNotices()).isEmpty();
    }
    List<Path> files = auditLog.files();
    assertThat(files).hasSize(4);
    for (Path file : files) {
      assertThat(Files.size(file)).isLessThanOrEqualTo(4000);
      assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
      assertThat(TestAuditLog.lines(file).get(0)).contains("\"act\":\"continued\"");
    }
    Verification verification = auditLog.verify();
    assertThat(verification.isIntact()).isTrue();
    assertThat(verification.findings()).hasSize(1);
    assertThat(verification.findings().get(0).text())
        .isEqualTo("continues an older file that was not read");
    assertThat(auditLog.tokenIds()).endsWith("t98", "t99").doesNotContain("t0");
  }

  @Test
  void olderFilesStandInTheirOrderWhateverTheClockSays() throws Exception {
    try (AuditLog log = auditLog.open(host, 1000, 0)) {
      for (int i = 0; i < 20; i++) {
        auditLog.setClock(Instant.parse("2026-11-22T10:00:00Z").minusSeconds(3600L * i));
        log.append(mints("t" + i));
      }
    }
    assertThat(auditLog.files()).hasSizeGreaterThan(5);
    assertThat(auditLog.verify().isIntact()).isTrue();
    assertThat(auditLog.verify().findings()).isEmpty();
    assertThat(auditLog.tokenIds()).hasSize(20).startsWith("t0", "t1").endsWith("t19");
  }

  @Test
  void aNewLifeAfterARotationContinuesFromTheOlderFile() throws Exception {
    try (AuditLog log = auditLog.open(host)) {
      log.append(mints("t1"));
    }
    Files.move(auditLog.file(), directory.resolve("Ledger.20261122T000000Z"));
    try (AuditLog log = auditLog.open(host)) {
      log.append(mints("t2"));
    }
    assertThat(auditLog.tokenIds()).containsExactly("t1", "t2");
    assertThat(auditLog.verify().findings()).isEmpty();
    assertThat(auditLog.verify().counts()).containsEntry("continued", 1L);
  }

  @Test
  void aFileThatIsMovedAwayIsBegunAnewAndTheChainGoesOn() throws Exception {
    Path aside = directory.resolve("elsewhere");
    try (AuditLog log = auditLog.open(host)) {
      log.append(mints("t1"));
      Files.move(auditLog.file(), aside);
      assertThat(log.append(mints("t2"))).isEmpty();
      assertThat(log.takeNotices())
          .containsExactly(auditLog.file() + " was moved or removed; starting a new file");
    }
    Verification both = AuditFiles.of(List.of(aside, auditLog.file())).verify(Optional.empty());
    assertThat(both.isIntact()).isTrue();
    assertThat(both.findings()).isEmpty();
    assertThat(auditLog.verify().isIntact()).as("the rest alone").isTrue();
  }

  @Test
  void aFileThatIsEmptiedMeanwhileIsContinued() throws Exception {
    Path copy = directory.resolve("copy");
    try (AuditLog log = auditLog.open(host)) {
      log.append(mints("t1"));
      Files.copy(auditLog.file(), copy);
      Files.write(auditLog.file(), new byte[0]);
      assertThat(log.append(mints("t2"))).isEmpty();
    }
    Verification both = AuditFiles.of(List.of(copy, auditLog.file())).verify(Optional.empty());
    assertThat(both.findings()).isEmpty();
    assertThat(auditLog.verify().isIntact()).isTrue();
  }

  @Test
  void lastLinesThatAreRemovedWhileItIsOpenAreMissed() throws Exception {
    try (AuditLog log = auditLog.open(host)) {
      log.append(mints("t1"));
      byte[] before = Files.readAllBytes(auditLog.file());
      log.append(mints("t2"));
      String head = log.head();
      Files.write(auditLog.file(), before);
      log.append(mints("t3"));

      assertThat(log.takeNotices()).hasSize(1);
      Verification verification = AuditFiles.ofAuditLog(auditLog.file()).verify(Optional.of(head));
      assertThat(verification.isIntact()).isFalse();
      assertThat(verification.findings().get(0).text()).startsWith("continues after a failure");
      assertThat(verification.findings().get(1).text()).startsWith("no line has the SHA-256");
    }
  }

  @Test
  void aPartOfALineIsClosedOffAndTheNextLineSaysSo() throws Exception {
    try (AuditLog log = auditLog.open(host)) {
      log.append(mints("t1"));
    }
    Files.writeString(auditLog.file(), "{\"time\":\"2026-1", StandardOpenOption.APPEND);
    assertThat(auditLog.verify().isIntact()).as("somebody writes it").isTrue();
    try (AuditLog log = auditLog.open(host)) {
      log.append(mints("t2"));
      assertThat(log.takeNotices()).hasSize(1);
    }
    List<String> lines = TestAuditLog.lines(auditLog.file());
    assertThat(lines).hasSize(4);
    assertThat(lines.get(2))
        .contains("\"act\":\"resumed\"")
        .contains("\"last\":\"" + sha256(lines.get(0)))
        .contains("\"prev\":\"" + sha256(lines.get(1)));
    Verification verification = auditLog.verify();
    assertThat(verification.isIntact()).isTrue();
    assertThat(verification.findings())
        .containsExactly(
            new Verification.Finding(
                false,
                auditLog.file(),
                2,
                "is not a valid line: a crash or full disk cut the write short, as the next"
                    + " line 'resumed' records"));
    assertThat(auditLog.tokenIds()).containsExactly("t1", "t2");
  }

  @Test
  void aWholeLineThatOnlyLacksItsEndIsKept() throws Exception {
    try (AuditLog log = auditLog.open(host)) {
      log.append(mints("t1", "t2"));
    }
    byte[] all = Files.readAllBytes(auditLog.file());
    Files.write(auditLog.file(), java.util.Arrays.copyOf(all, all.length - 1));
    try (AuditLog log = auditLog.open(host)) {
      log.append(mints("t3"));
    }
    assertThat(auditLog.tokenIds()).containsExactly("t1", "t2", "t3");
    assertThat(auditLog.verify().isIntact()).isTrue();
  }

  @Test
  void aFileThatHoldsNothingButDamageIsResumedToo() throws Exception {
    Files.write(auditLog.file(), new byte[200_000]);
    try (AuditLog log = auditLog.open(host)) {
      assertThat(log.append(mints("t1"))).isEmpty();
    }
    assertThat(auditLog.verify().isIntact()).isTrue();
    assertThat(auditLog.verify().findings()).hasSize(1);

    Files.write(auditLog.file(), new byte[3 << 20]);
    try (AuditLog log = auditLog.open(host)) {
      assertThat(log.append(mints("t1"))).isEmpty();
    }
    assertThat(auditLog.verify().isIntact()).as("too much to account for").isFalse();
    assertThat(auditLog.tokenIds()).containsExactly("t1");
  }

  @Test
  void aFullDiskLosesNothingAndTheChainStaysWhole() throws Exception {
    try (AuditLog log = auditLog.open(host)) {
      log.append(mints("t1"));
      system.fullAfter(100);
      Optional<PosixException> failure = log.append(mints("t2"));
      assertThat(failure).get().extracting(PosixException::symbol).isEqualTo("ENOSPC");
      assertThat(log.append(mints("t3"))).isPresent();
      assertThat(log.flush()).isPresent();
      system.heal();
      assertThat(log.flush()).isEmpty();
      log.append(mints("t4"));
    }
    assertThat(auditLog.tokenIds()).containsExactly("t1", "t2", "t3", "t4");
    Verification verification = auditLog.verify();
    assertThat(verification.isIntact()).isTrue();
    assertThat(verification.findings()).hasSize(1);
    assertThat(verification.counts()).containsEntry("resumed", 1L);
  }

  @Test
  void aDiskThatTakesNothingLeavesNoTrace() throws Exception {
    try (AuditLog log = auditLog.open(host)) {
      log.append(mints("t1"));
      system.fullAfter(0);
      assertThat(log.append(mints("t2"))).isPresent();
      system.heal();
      assertThat(log.append(mints("t3"))).isEmpty();
    }
    assertThat(auditLog.tokenIds()).containsExactly("t1", "t2", "t3");
    assertThat(auditLog.verify().findings()).isEmpty();
  }

  @Test
  void linesThatMayNotBeOnTheDiskAreWrittenAgainAndThatIsSaid() throws Exception {
    try (AuditLog log = auditLog.open(host)) {
      log.append(mints("t1"));
      system.failAlways("fdatasync", "EIO");
      assertThat(log.append(mints("t2"))).isPresent();
      system.heal();
      assertThat(log.append(mints("t3"))).isEmpty();
    }
    assertThat(auditLog.tokenIds()).containsExactly("t1", "t2", "t2", "t3");
    assertThat(auditLog.verify().isIntact()).isTrue();
    assertThat(auditLog.verify().findings()).hasSize(1);
    assertThat(auditLog.verify().findings().get(0).text()).startsWith("continues after a failure");
  }

  @Test
  void aDirectoryThatIsMissingIsWaitedFor() throws Exception {
    Path inner = directory.resolve("inner");
    TestAuditLog late = new TestAuditLog(inner);
    try (AuditLog log = late.open(host)) {
      assertThat(log.takeNotices()).hasSize(1);
      assertThat(log.append(mints("t1")))
          .get()
          .extracting(PosixException::symbol)
          .isEqualTo("ENOENT");
      Files.createDirectory(inner);
      assertThat(log.append(mints("t2"))).isEmpty();
      Files.move(inner, directory.resolve("gone"));
      assertThat(log.append(mints("t3"))).isPresent();
      Files.createDirectory(inner);
      assertThat(log.flush()).isEmpty();
    }
    assertThat(late.tokenIds()).containsExactly("t3");
    assertThat(late.verify().isIntact()).isTrue();
  }

  @Test
  void anyCallThatFailsOnceLosesNoLineAndBreaksNoChain() throws Exception {
    int failed = 0;
    for (String call : FaultyHost.calls()) {
      for (int nth = 1; nth <= 12; nth++) {
        Path own = Files.createDirectory(directory.resolve(call + nth));
        FaultyHost faulty = new FaultyHost(call, nth, "EIO");
        TestAuditLog mine = new TestAuditLog(own);
        List<String> ids = new ArrayList<>();
        try (AuditLog log = mine.open(faulty.host(), 1500, 0)) {
          for (int i = 0; i < 6; i++) {
            log.append(mints("t" + i));
            ids.add("t" + i);
          }
          assertThat(log.flush()).as(call + " " + nth).isEmpty();
        }
        if (!faulty.hasFailed()) {
          break;
        }
        failed++;
        assertThat(mine.tokenIds().stream().distinct().toList())
            .as(call + " " + nth)
            .isEqualTo(ids);
        assertThat(mine.verify().isIntact()).as(call + " " + nth + mine.verify()).isTrue();
      }
    }
    assertThat(failed).isGreaterThan(30);
  }

  @Test
  void whatIsTooMuchToKeepIsCountedAndTheGapIsTold() throws Exception {
    try (AuditLog log = auditLog.open(host)) {
      system.fullAfter(0);
      log.append(Collections.nCopies(49_990, TestAuditLog.mint("early")));
      assertThat(log.append(Collections.nCopies(20, TestAuditLog.mint("late")))).isPresent();
      assertThat(log.append(Collections.nCopies(5, TestAuditLog.mint("lost")))).isPresent();
      system.heal();
      assertThat(log.append(mints("after"))).isEmpty();
      assertThat(log.takeNotices()).contains("15 audit records were lost: see the line 'gap'");
    }
    Verification verification = auditLog.verify();
    assertThat(verification.isIntact()).isTrue();
    assertThat(verification.counts()).isEqualTo(Map.of("mint", 50_001L, "gap", 1L));
    assertThat(verification.findings().get(0).text())
        .isEqualTo("15 lines could not be written and are missing");
    assertThat(auditLog.tokenIds()).endsWith("late", "after").doesNotContain("lost");
  }

  @Test
  void longLinesThatWaitAreKeptInBoundedMemory() throws Exception {
    AuditEntry large =
        new AuditEntry(
            Act.MINT,
            "p",
            "u",
            Optional.empty(),
            new Claims(
                "",
                "x",
                "",
                List.of(),
                "\u2028".repeat(40_000),
                Optional.empty(),
                Optional.empty()),
            "",
            "");
    try (AuditLog log = auditLog.open(host)) {
      system.fullAfter(0);
      log.append(Collections.nCopies(220, large));
      system.heal();
      assertThat(log.flush()).isEmpty();
    }
    Map<String, Long> counts = auditLog.verify().counts();
    assertThat(counts.get("mint")).isBetween(100L, 200L);
    assertThat(counts).containsEntry("gap", 1L);
  }

  @Test
  void whoeverAddsAtTheSameTimeWaitsForTheDiskTogether() throws Exception {
    int threads = 8;
    int each = 100;
    ExecutorService workers = Executors.newFixedThreadPool(threads);
    long waits = system.count("fdatasync");
    try (AuditLog log = auditLog.open(host, 20_000, 0)) {
      List<Future<?>> futures = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        String name = "w" + thread + "-";
        futures.add(
            workers.submit(
                () -> {
                  for (int i = 0; i < each; i++) {
                    assertThat(log.append(mints(name + i))).isEmpty();
                  }
                }));
      }
      for (Future<?> future : futures) {
        future.get();
      }
    } finally {
      workers.shutdown();
    }
    assertThat(auditLog.verify().isIntact()).isTrue();
    List<String> ids = auditLog.tokenIds();
    assertThat(ids).hasSize(threads * each).doesNotHaveDuplicates();
    for (int thread = 0; thread < threads; thread++) {
      String name = "w" + thread + "-";
      assertThat(ids.stream().filter(id -> id.startsWith(name)).toList())
          .isEqualTo(IntStream.range(0, each).mapToObj(i -> name + i).toList());
    }
    assertThat(system.count("fdatasync") - waits).isLessThan((long) threads * each);
  }

  @Test
  void anAuditLogThatCannotBePutAsideGrowsOnAndIsToldOnce() throws Exception {
    try (AuditLog log = auditLog.open(host, 500, 0)) {
      system.failAlways("renameat", "EPERM");
      for (int i = 0; i < 10; i++) {
        assertThat(log.append(mints("t" + i))).isEmpty();
      }
      assertThat(log.takeNotices()).hasSize(1);
      system.heal();
      auditLog.setClock(TestAuditLog.START.plusSeconds(3600));
      assertThat(log.append(mints("t10"))).isEmpty();
    }
    assertThat(auditLog.files()).hasSize(2);
    assertThat(auditLog.verify().findings()).isEmpty();
  }

  @Test
  void whateverAUserIsCalledStaysOnOneLineOfAscii() throws Exception {
    List<String> hostile =
        List.of(
            "a\nb",
            "\r\u0000\u001b[2J",
            "\"},{\"act\":\"mint\"",
            "\\",
            "\u0085\u2028\u2029",
            "\u202egnp.exe",
            "\ud83d\ude00\ud83d",
            "x".repeat(1_000_000));
    try (AuditLog log = auditLog.open(host)) {
      for (String name : hostile) {
        log.append(
            List.of(
                new AuditEntry(
                    Act.HOLD,
                    name,
                    name,
                    Optional.of(JobId.ofCluster(7)),
                    Claims.asked(List.of(name), name),
                    name,
                    name)));
      }
    }
    List<String> lines = TestAuditLog.lines(auditLog.file());
    assertThat(lines).hasSize(hostile.size());
    assertThat(lines).allMatch(line -> line.chars().allMatch(c -> c >= ' ' && c < 0x7f));
    assertThat(lines).allMatch(line -> line.length() < AuditLineReader.MAX_BYTES / 2);
    for (int i = 0; i < hostile.size() - 2; i++) {
      assertThat(LineParser.parse(lines.get(i).getBytes(StandardCharsets.US_ASCII)).user())
          .isEqualTo(hostile.get(i));
    }
    assertThat(auditLog.verify().isIntact()).isTrue();
  }

  @Test
  void noLineIsLongerThanAReaderTakesHoweverLongTheValuesAre() throws Exception {
    String endless = "\u0001".repeat(500_000);
    try (AuditLog log = auditLog.open(host)) {
      log.append(
          List.of(
              new AuditEntry(
                  Act.MINT,
                  endless,
                  endless,
                  Optional.empty(),
                  new Claims(
                      endless,
                      endless,
                      endless,
                      Collections.nCopies(1000, endless),
                      endless,
                      Optional.empty(),
                      Optional.empty()),
                  endless,
                  endless)));
    }
    assertThat(Files.size(auditLog.file())).isLessThan(AuditLineReader.MAX_BYTES / 2);
    assertThat(auditLog.verify().isIntact()).isTrue();
  }

  @Test
  void aTokenThatAUserAsksWithIsNotWrittenDown() throws Exception {
    String token = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJlLW9mLXRoaXMtdG9rZW4";
    try (AuditLog log = auditLog.open(host)) {
      log.append(
          List.of(
              new AuditEntry(
                  Act.REFUSAL,
                  "p",
                  "u",
                  Optional.empty(),
                  Claims.asked(List.of(token), "read:/" + token),
                  "everybody",
                  "asked for " + token)));
    }
    assertThat(Files.readString(auditLog.file())).doesNotContain("eyJ").contains("[hidden]");
  }

  @Test
  void settingsNameTheFileInALinkedDirectoryToo() throws Exception {
    Path real = Files.createDirectory(directory.resolve("real"));
    Path link = Files.createSymbolicLink(directory.resolve("link"), real);
    AuditSettings settings = new AuditSettings(link.resolve("Ledger"), 500, 2);
    try (AuditLog log = AuditLog.open(host, settings, auditLog.clock())) {
      for (int i = 0; i < 5; i++) {
        assertThat(log.append(mints("t" + i))).isEmpty();
      }
    }
    assertThat(new TestAuditLog(real).files()).hasSize(3);
  }
}
