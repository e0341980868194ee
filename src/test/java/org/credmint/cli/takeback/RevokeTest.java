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
import java.nio.file.StandardOpenOption;
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
  void configure() throws IOException {
    Path credentials = Files.createDirectory(temporary.resolve("cred"));
    Files.createDirectory(credentials.resolve("mallory"));
    knobs.put("SEC_CREDENTIAL_DIRECTORY_OAUTH", credentials.toString());
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
    issued(user, new JobId(12, 0), tokenId, end);
  }

  private void issued(String user, JobId job, String tokenId, Instant end) {
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
        new AuditEntry(Act.MINT, "chem", user, Optional.of(job), claims, "rule", "issued");
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
        .anyMatch(
            one ->
                one.contains("\"act\":\"revocation\"")
                    && one.contains("by root at 2026-11-22T10:00:00Z: stolen"))
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
        .contains(
            "SEC_TOKEN_REVOCATION_EXPR = ($(SEC_TOKEN_REVOCATION_EXPR:false)) || \\\n  jti =?= \"01f1\"\n");
    run("--jti", "01f9", "--reason", "in a log", "--expression", expression.toString());
    assertThat(out.toString()).contains("no token that matches is valid", "is given another one");
    assertThat(Files.readString(expression))
        .as("of all revocations in force")
        .contains("jti =?= \"01f9\"", "jti =?= \"01f1\"")
        .doesNotContain("01f3");
  }

  @Test
  void itWorksWithoutAnAuditLog() {
    knobs.put("CREDMINT_AUDIT_LOG", "");
    assertThat(run(MALLORY)).isZero();
    assertThat(out.toString()).contains("CREDMINT_AUDIT_LOG is off");
  }

  @Test
  void aFileOfSomebodyElseIsNotReplaced() throws IOException {
    Path file = Files.writeString(temporary.resolve("10-site.conf"), "USE_VOMS = true\n");
    assertThat(revokeInto(file)).isEqualTo(2);
    assertThat(err.toString()).contains("10-site.conf was not written by 'credmint revoke");
    assertThat(revokeInto(temporary.resolve("none").resolve("file"))).isEqualTo(2);
    assertThat(Files.readString(file)).isEqualTo("USE_VOMS = true\n");
    assertThat(control).as("nothing is revoked").doesNotExist();
  }

  @Test
  void withoutAWholeAuditLogNoExpressionIsWritten() throws IOException {
    Path file = temporary.resolve("90-revoked.conf");
    assertThat(revokeInto(file)).as("there is no audit log").isEqualTo(1);
    issued("mallory", "01f1", NOW.plusSeconds(60));
    Files.writeString(temporary.resolve("Log"), "garbage\n", StandardOpenOption.APPEND);
    assertThat(revokeInto(file)).isEqualTo(1);
    assertThat(err.toString()).contains("1 damaged lines of the audit log");
    knobs.put("CREDMINT_AUDIT_LOG", "");
    assertThat(revokeInto(file)).isEqualTo(1);
    assertThat(err.toString())
        .contains("90-revoked.conf is not written: CREDMINT_AUDIT_LOG is off");
    assertThat(file).doesNotExist();
    assertThat(list()).hasSize(3);
  }

  @Test
  void anIdThatWouldSayMoreIsNotWrittenIntoAnExpression() {
    Path file = temporary.resolve("90-revoked.conf");
    assertThat(run("--jti", "a\" || true", "--reason", "x", "--expression", file.toString()))
        .isEqualTo(1);
    assertThat(file).doesNotExist();
  }

  private int revokeInto(Path expression) {
    return run("--user", "mallory", "--reason", "x", "--expression", expression.toString());
  }

  @Test
  void aNameThatNothingHasIsSaidToBeUnknown() throws IOException {
    issued("bob", "01f1", NOW.minusSeconds(60));
    assertThat(run("--user", "malory", "--provider", "Chem", "--reason", "stolen")).isEqualTo(1);
    assertThat(err.toString()).contains("nothing here has user malory, provider Chem");
    assertThat(list()).as("it holds").hasSize(1);
    assertThat(run("--user", "malory", "--reason", "again")).as("acts say nothing").isEqualTo(1);
    assertThat(run("--user", "bob", "--provider", "chem", "--job", "12", "--reason", "x")).isZero();
    for (String option : List.of("--target", "--kid", "--jti", "--job")) {
      assertThat(run(option, "99", "--reason", "x")).as(option).isEqualTo(1);
    }
    assertThat(err.toString()).contains("job 99: is the name right; users' tokens are not of one");
  }

  @Test
  void theTokenOfAClusterIsTakenFromAllOfItsJobsOnly() throws IOException {
    issued("mallory", JobId.ofCluster(12), "01f1", NOW.plusSeconds(60));
    assertThat(run("--job", "12.3", "--reason", "x")).isEqualTo(2);
    assertThat(err.toString()).contains("job 12.3 shares the token of its cluster", "--job 12 ");
    assertThat(list()).isEmpty();
    assertThat(run("--job", "12", "--reason", "x")).isZero();
  }

  @Test
  void whatFailsWhenTheListHasChangedIsNotStatus2() throws IOException {
    Files.createDirectory(control);
    Files.createDirectories(control.resolve("revocation-R2.record/x"));
    assertThat(run(MALLORY)).isEqualTo(1);
    assertThat(err.toString()).contains("it is done, but not in the audit log");
    assertThat(out.toString()).contains("Revocation R1", "audit log");
    assertThat(list()).hasSize(1);
  }

  @Test
  void theAuditLogIsToldWhatElseWasAskedFor() throws IOException {
    run("--user", "mallory", "--withdraw", "--hold", "--reason", "x");
    assertThat(records()).singleElement().asString().contains(", with --withdraw --hold: x");
  }

  @Test
  void jobsAreHeldOnlyIfAsked() {
    issued("mallory", "01f1", NOW.plusSeconds(60));
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
  @ValueSource(
      strings = {
        "--reason x",
        "--user mallory",
        "--job twelve --reason x",
        "--lift",
        "--user mallory@example.org --reason x",
        "--jti 01f1 --withdraw --reason x"
      })
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
