// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TimeZone;
import org.credmint.audit.AuditLog;
import org.credmint.audit.TestAuditLog;
import org.credmint.audit.line.AuditEntry;
import org.credmint.audit.line.AuditEntry.Act;
import org.credmint.audit.line.AuditEntry.Claims;
import org.credmint.credential.JobId;
import org.credmint.os.Host;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The commands about the audit log. */
final class AuditTest {
  @TempDir Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private TestAuditLog auditLog;
  private String head;

  @BeforeEach
  void write() {
    auditLog = new TestAuditLog(directory);
    auditLog.setClock(Instant.parse("2026-11-22T10:00:00Z"));
    try (AuditLog log = auditLog.open(Host.create())) {
      log.append(List.of(TestAuditLog.mint("t1"), TestAuditLog.mint("t2")));
      log.append(List.of(of("bob", "chem", Optional.of(new JobId(12, 4)), "t3")));
      log.append(List.of(of("bob", "chem", Optional.of(JobId.ofCluster(12)), "t4")));
      log.append(List.of(of("carol", "chem", Optional.of(new JobId(13, 3)), "t5")));
      log.append(List.of(of("carol", "chem", Optional.empty(), "t6")));
      head = log.head();
    }
  }

  private static AuditEntry of(String user, String provider, Optional<JobId> job, String id) {
    Claims claims = new Claims("k", id, user, List.of(), "", Optional.empty(), Optional.empty());
    return new AuditEntry(Act.RENEWAL, provider, user, job, claims, "", "issued");
  }

  private int run(String... words) {
    CommandLine command = new CommandLine(new Audit());
    command.setOut(new PrintWriter(out, true));
    command.setErr(new PrintWriter(err, true));
    List<String> line = new ArrayList<>(List.of(words));
    line.add(auditLog.file().toString());
    return command.execute(line.toArray(String[]::new));
  }

  @Test
  void anIntactAuditLogIsSummedUp() {
    assertThat(run("verify", "--head", head)).isZero();
    assertThat(out.toString())
        .isEqualTo(
            """
              mint                     2
              renewal                  4
              first                    2026-11-22T10:00:00Z
              last                     2026-11-22T10:00:04Z
              head                     %s
            6 lines in 1 files: intact
            """
                .formatted(head));
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void aDamagedAuditLogIsToldWithFileAndLine() throws Exception {
    Files.writeString(
        auditLog.file(), Files.readString(auditLog.file()).replace("\"t2\"", "\"tX\""));
    assertThat(run("verify")).isEqualTo(1);
    assertThat(out.toString())
        .startsWith(
            "DAMAGED: "
                + auditLog.file()
                + ", line 3: expects the previous line to have the SHA-256 ")
        .endsWith("6 lines in 1 files: DAMAGED in 1 places\n");
  }

  @Test
  void aFileThatIsNotThereIsToldAndIsNoDamage() throws Exception {
    Files.delete(auditLog.file());
    assertThat(run("verify")).isEqualTo(2);
    assertThat(run("find")).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo(
            ("credmint: "
                    + auditLog.file()
                    + ": no such file; nothing has been written yet, or the file is elsewhere\n")
                .repeat(2));
  }

  @ParameterizedTest
  @CsvSource({
    "'', t1 t2 t3 t4 t5 t6",
    "--jti t2, t2",
    "--user bob, t3 t4",
    "--provider chem --user carol, t5 t6",
    "--job 12.3, t1 t2 t4",
    "--job 12, t1 t2 t3 t4",
    "--job 13.3, t5",
    "--since 2026-11-22T10:00:02Z, t4 t5 t6",
    "--until 2026-11-22T10:00:01, t1 t2",
    "--since 2026-11-22T11:00:01+01:00 --until 2026-11-22T10:00:03Z, t3 t4",
    "--since 2026-11-22 --until 2026-11-23, t1 t2 t3 t4 t5 t6"
  })
  void linesAreFoundByWhatTheyHold(String options, String ids) {
    List<String> words = new ArrayList<>(List.of("find"));
    words.addAll(List.of(options.split(" ", -1)));
    words.remove("");
    assertThat(run(words.toArray(String[]::new))).isZero();
    assertThat(out.toString().lines().map(line -> line.replaceFirst(".* jti=(t[0-9]) .*", "$1")))
        .containsExactly(ids.split(" ", -1));
  }

  @Test
  void withJsonTheLinesArePrintedAsTheyStand() throws Exception {
    assertThat(run("find", "--json")).isZero();
    assertThat(out.toString()).isEqualTo(Files.readString(auditLog.file()));
  }

  @Test
  void nothingFoundIsAStatusAndDamageIsSaid() throws Exception {
    assertThat(run("find", "--user", "nobody")).isEqualTo(1);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString())
        .isEqualTo(
            "credmint: no record matches; the audit log reaches from 2026-11-22T10:00:00Z to"
                + " 2026-11-22T10:00:04Z\n");
    Files.writeString(auditLog.file(), "garbage\n" + Files.readString(auditLog.file()));
    assertThat(run("find", "--user", "bob")).isZero();
    assertThat(err.toString())
        .contains("credmint: 1 line is damaged; see 'credmint audit verify'\n")
        .endsWith("Z\n")
        .contains("credmint: 2 records match; the audit log reaches from");
  }

  @Test
  void anAuditLogWithoutRecordsSaysSo() throws Exception {
    Files.writeString(auditLog.file(), "");
    assertThat(run("find", "--at", "now")).isEqualTo(1);
    assertThat(err.toString()).isEqualTo("credmint: no record matches; the audit log is empty\n");
  }

  /** The tokens t1 and t2 live from 11:50 to 12:10, though their records are of 10:00. */
  @ParameterizedTest
  @CsvSource({
    "2026-11-22T11:49:59, ''",
    "2026-11-22T11:50, t1 t2",
    "2026-11-22 12:09:59, t1 t2",
    "2026-11-22T13:09:59+01:00, t1 t2",
    "2026-11-22T12:10:00Z, ''"
  })
  void tokensAreFoundThatWereValidAtATime(String at, String ids) {
    assertThat(run("find", "--at", at)).isEqualTo(ids.isEmpty() ? 1 : 0);
    assertThat(out.toString().lines().map(line -> line.replaceFirst(".* jti=(t[0-9]) .*", "$1")))
        .containsExactlyElementsOf(ids.isEmpty() ? List.of() : List.of(ids.split(" ", -1)));
  }

  @Test
  void localTimesAreTakenAndPrintedAsSuch() {
    TimeZone before = TimeZone.getDefault();
    try {
      TimeZone.setDefault(TimeZone.getTimeZone("Europe/Berlin"));
      assertThat(run("find", "--local", "--since", "2026-11-22T11:00", "--jti", "t1")).isZero();
      assertThat(out.toString()).startsWith("2026-11-22T11:00:00.000+01:00 mint ");
      assertThat(err.toString()).contains("reaches from 2026-11-22T11:00:00+01:00 to");
    } finally {
      TimeZone.setDefault(before);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--job=x", "--job=12.x", "--since=yesterday", "--until=2026-13-01", "--at=2x"})
  void aWrongOptionIsToldAndNothingIsRead(String option) {
    assertThat(run("find", option)).isEqualTo(2);
    assertThat(err.toString()).contains("' is not a ");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void aHeadThatIsNoneIsToldAndAnotherHeadIsDamage() {
    assertThat(run("verify", "--head", "12")).isEqualTo(2);
    assertThat(err.toString()).contains("--head is not 64 hexadecimal digits");
    assertThat(run("verify", "--head", "0".repeat(64))).isEqualTo(1);
  }
}
