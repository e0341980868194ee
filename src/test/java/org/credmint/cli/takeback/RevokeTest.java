// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.takeback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.credmint.audit.AuditLog;
import org.credmint.audit.line.AuditEntry;
import org.credmint.audit.line.AuditEntry.Act;
import org.credmint.audit.line.AuditEntry.Claims;
import org.credmint.config.AuditSettings;
import org.credmint.credential.JobId;
import org.credmint.htcondor.knob.Knobs;
import org.credmint.htcondor.tool.JobHolds;
import org.credmint.os.Host;
import org.credmint.revocation.Revocation;
import org.credmint.revocation.RevocationFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The command that takes back, on a real directory. */
class RevokeTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final String[] MALLORY = {"--user", "mallory", "--reason", "stolen"};

  @TempDir private Path temporary;
  private final Host host = Host.create();
  private final JobHolds holds = mock(JobHolds.class);
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Map<String, String> knobs = new TreeMap<>();
  private int ids;
  private Path control;

  @BeforeEach
  void configure() {
    control = temporary.resolve("control");
    knobs.put("CREDMINT_CONTROL_DIRECTORY", control.toString());
    knobs.put("CREDMINT_AUDIT_LOG", temporary.resolve("Log").toString());
  }

  private int run(String... arguments) {
    out.getBuffer().setLength(0);
    Surroundings surroundings =
        new Surroundings(
            host,
            () -> NOW,
            name -> Knobs.of(knobs),
            holds,
            "root",
            () -> "R" + ++ids,
            time -> true);
    return new CommandLine(new Revoke(surroundings))
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  private List<Revocation> list() throws IOException {
    return new RevocationFile(host).entries(control);
  }

  private void issued(String user, String tokenId, Instant end) {
    Claims claims =
        new Claims(
            "k1",
            tokenId,
            user,
            List.of(),
            "",
            Optional.of(NOW.minusSeconds(600)),
            Optional.of(end));
    AuditEntry entry =
        new AuditEntry(
            Act.MINT, "chem", user, Optional.of(new JobId(12, 0)), claims, "rule", "issued");
    AuditSettings settings = new AuditSettings(temporary.resolve("Log"), 0, 0);
    try (AuditLog log = AuditLog.open(host, settings, () -> NOW)) {
      log.append(List.of(entry));
    }
  }

  private List<String> records() throws IOException {
    try (Stream<Path> files = Files.list(control)) {
      List<String> records = new ArrayList<>();
      for (Path file : files.filter(one -> one.toString().endsWith(".record")).toList()) {
        records.add(Files.readString(file));
      }
      return records;
    }
  }

  @Test
  void itIsListedAndLiftedAndEachActIsLeftForTheAuditLog() throws IOException {
    assertThat(run(MALLORY)).as(err.toString()).isZero();
    assertThat(list())
        .singleElement()
        .satisfies(one -> assertThat(one.what()).isEqualTo("user mallory"));
    assertThat(out.toString()).contains("Revocation R1: user mallory", "--lift R1");
    assertThat(run("--list")).isZero();
    assertThat(out.toString())
        .contains("R1  since 2026-11-22T10:00:00Z by root  user mallory: stolen");
    assertThat(run("--list", "--json")).isZero();
    assertThat(out.toString()).contains("\"schema\" : 1");
    assertThat(run("--lift", "R9")).isEqualTo(1);
    assertThat(run("--lift", "R1")).isZero();
    assertThat(list()).isEmpty();
    assertThat(records())
        .hasSize(2)
        .anyMatch(one -> one.contains("\"act\":\"revocation\"") && one.contains("by root: stolen"))
        .anyMatch(one -> one.contains("\"act\":\"lift\""));
  }

  @Test
  void theTokensThatAreOutThereAreListedWithTheirEnds() throws IOException {
    issued("mallory", "01f1", NOW.plusSeconds(60));
    issued("mallory", "01f2", NOW.minusSeconds(1));
    issued("bob", "01f3", NOW.plusSeconds(60));
    Path expression = temporary.resolve("90-revoked.conf");
    run(
        Stream.concat(Stream.of(MALLORY), Stream.of("--expression", expression.toString()))
            .toArray(String[]::new));
    assertThat(out.toString())
        .contains("1 token that matches is valid")
        .contains("until 2026-11-22T10:01:00Z  mallory/chem job 12.0  jti 01f1")
        .doesNotContain("01f2", "01f3");
    assertThat(Files.readString(expression))
        .contains("SEC_TOKEN_REVOCATION_EXPR = \\\n  jti =?= \"01f1\"\n");
    run("--jti", "01f9", "--reason", "in a log", "--expression", expression.toString());
    assertThat(out.toString()).contains("no token that matches is valid", "is given another one");
    assertThat(Files.readString(expression)).contains("jti =?= \"01f9\"");
  }

  @Test
  void itWorksWithoutAnAuditLog() {
    knobs.put("CREDMINT_AUDIT_LOG", "");
    assertThat(run(MALLORY)).isZero();
    assertThat(out.toString()).contains("CREDMINT_AUDIT_LOG is off");
  }

  @Test
  void jobsAreHeldOnlyIfAsked() {
    when(holds.holdAllOf(eq("mallory"), anyString())).thenReturn(Optional.of("no schedd"));
    when(holds.hold(any(), eq(List.of("12.3")), anyString()))
        .thenReturn(
            new JobHolds.Answer(
                java.util.Set.of("12.3"), java.util.Set.of(), Map.of(), Optional.empty()));
    assertThat(run("--user", "mallory", "--hold", "--reason", "stolen")).isEqualTo(1);
    assertThat(err.toString()).contains("jobs are not on hold: no schedd");
    assertThat(run("--job", "12.3", "--hold", "--reason", "stolen")).isZero();
    verify(holds).hold(Optional.empty(), List.of("12.3"), "Taken back by revocation R3: stolen");
    assertThat(run("--provider", "chem", "--hold", "--reason", "x")).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--reason x", "--user mallory", "--job twelve --reason x", "--lift"})
  void whatSaysTooLittleChangesNothing(String arguments) {
    assertThat(run(arguments.split(" "))).isEqualTo(2);
    assertThat(control).doesNotExist();
  }

  @Test
  void aDirectoryThatOthersMayWriteToIsRefused() throws IOException {
    Files.createDirectory(control);
    Files.setPosixFilePermissions(control, PosixFilePermissions.fromString("rwxrwxr-x"));
    assertThat(run(MALLORY)).isEqualTo(2);
    assertThat(err.toString()).contains("mode 0775", "chmod go-w");
  }

  @Test
  void aWrongKnobIsNotTakenForItsDefault() {
    knobs.put("CREDMINT_CONTROL_DIRECTORY", "var/lib/credmint");
    assertThat(run(MALLORY)).isEqualTo(2);
    assertThat(err.toString()).contains("CREDMINT_CONTROL_DIRECTORY");
  }

  @Test
  void aListThatIsMissingBesideItsCopyIsNotBegunAnew() throws IOException {
    run(MALLORY);
    Files.delete(control.resolve(RevocationFile.NAME));
    assertThat(run(MALLORY)).isEqualTo(2);
    assertThat(err.toString()).contains("is missing", RevocationFile.COPY);
  }

  @Test
  void aDamagedListIsLeftAsItIs() throws IOException {
    run(MALLORY);
    Path file = control.resolve(RevocationFile.NAME);
    Files.writeString(file, "{\"schema\":1,");
    assertThat(run(MALLORY)).isEqualTo(2);
    assertThat(err.toString()).contains("is damaged", "cp -p", RevocationFile.COPY);
    assertThat(Files.readString(file)).isEqualTo("{\"schema\":1,");
  }
}
