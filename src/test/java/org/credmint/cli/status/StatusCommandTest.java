// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.credmint.credential.CredentialId;
import org.credmint.status.Alarm;
import org.credmint.status.Condition;
import org.credmint.status.CredentialStatus;
import org.credmint.status.StatusJson;
import org.credmint.status.StatusReport;
import org.credmint.status.StatusReport.StatusProblem;
import org.credmint.status.TestReports;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

final class StatusCommandTest {
  @TempDir Path temporary;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final List<Duration> pauses = new ArrayList<>();
  private Instant now = TestReports.NOW;
  private boolean running = true;
  private int rounds = 2;
  private Path file;

  @BeforeEach
  void name() {
    file = temporary.resolve("state.json");
  }

  private void state(StatusReport report) throws IOException {
    Files.writeString(file, StatusJson.write(report));
  }

  private int run(String... words) {
    Status status =
        new Status(
            new Status.Surroundings(
                () -> now,
                pid -> running && pid == 4711,
                time -> {
                  pauses.add(time);
                  return --rounds > 0;
                },
                name -> file));
    return new CommandLine(status)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(words);
  }

  private List<String> lines() {
    return out.toString().lines().toList();
  }

  private static StatusReport with(CredentialStatus... credentials) {
    return TestReports.of(List.of(), List.of(credentials));
  }

  private static CredentialStatus one(String user, Condition condition) {
    return TestReports.credential(user, condition);
  }

  @Test
  void theFirstLineSaysAllThatNagiosShows() throws IOException {
    state(with(one("alice", Condition.VALID), one("bob", Condition.VALID)));
    assertThat(run()).isZero();
    assertThat(lines())
        .startsWith(
            "OK - 2 credentials of 2 users, 2 valid",
            "credmint 1.2.3, process 4711, started 3 days ago, state 4 s old")
        .anyMatch(
            line -> line.startsWith("provider scitokens (scitoken): 2 valid, first expires in"));
    assertThat(out.toString()).doesNotContain("alice");
  }

  @Test
  void aCredentialInTroubleHasALineAndItsReason() throws IOException {
    state(with(one("alice", Condition.FAILING), one("bob", Condition.VALID)));
    assertThat(run()).isEqualTo(1);
    assertThat(lines())
        .contains(
            "STATE     CREDENTIAL                            EXPIRES          NEXT",
            "failing   alice/scitokens_12.1                  in 5 min         in 20 s",
            "    openat of alice failed: no space left on device (ENOSPC) (2 times)");
    assertThat(out.toString()).doesNotContain("bob");
  }

  @ParameterizedTest
  @CsvSource({
    "MISSING,2",
    "FAILING,1",
    "REFUSED,0",
    "PENDING,0",
    "REMOVING,0",
    "VALID,0",
    "NOTE,0"
  })
  void theExitStatusFollowsTheWorst(Condition condition, int status) throws IOException {
    state(with(one("alice", condition)));
    assertThat(run()).isEqualTo(status);
  }

  @Test
  void aProblemOfTheDaemonCountsToo() throws IOException {
    StatusProblem problem =
        new StatusProblem(
            "job queue", Alarm.CRITICAL, now.minusSeconds(60), "Cannot read " + "x/".repeat(90));
    state(TestReports.of(List.of(problem), List.of()));
    assertThat(run()).isEqualTo(2);
    assertThat(out.toString()).contains("critical, since 1 min: Cannot read");
    assertThat(lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void noLineIsLongerThanATerminalIsWide() throws IOException {
    String longName = "u".repeat(70);
    CredentialStatus base = one("alice", Condition.MISSING);
    CredentialStatus longOne =
        new CredentialStatus(
            new CredentialId(longName, "scitokens", "x".repeat(60)),
            base.job(),
            Optional.of("t".repeat(90)),
            base.condition(),
            Optional.of(now.minus(Duration.ofDays(700))),
            Optional.of(now.plus(Duration.ofDays(700))),
            99_999,
            "because " + "y".repeat(200));
    state(with(longOne, one("bob", Condition.FAILING)));
    assertThat(run("--all")).isEqualTo(2);
    assertThat(lines()).allMatch(line -> line.length() <= 80);
    assertThat(out.toString().replaceAll("\\s", "")).contains(longName, "y".repeat(200));
  }

  @Test
  void aDaemonThatIsGoneIsCriticalAndItsLastStateIsShown() throws IOException {
    state(with(one("alice", Condition.VALID)));
    running = false;
    assertThat(run("--all")).isEqualTo(2);
    assertThat(lines().get(0))
        .isEqualTo(
            "CRITICAL - the daemon is down: there is no process 4711; 1 credential of 1 user, 1 valid");
    assertThat(out.toString()).contains("alice/scitokens_12.5");
  }

  @Test
  void aStateThatIsOldIsCritical() throws IOException {
    state(with(one("alice", Condition.VALID)));
    now = now.plus(Duration.ofMinutes(10));
    assertThat(run()).isEqualTo(2);
    assertThat(lines().get(0)).contains("hangs", "10 min 4 s");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--user=alice",
        "--job=12",
        "--job=12.5",
        "--provider=scitokens",
        "--state=valid,note"
      })
  void whatIsAskedForIsShownThoughItIsInOrder(String option) throws IOException {
    state(with(one("alice", Condition.VALID)));
    assertThat(run(option)).isZero();
    assertThat(out.toString()).contains("valid     alice/scitokens_12.5");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--user=bob",
        "--job=13",
        "--job=12.4",
        "--provider=x",
        "--target=t",
        "--state=note"
      })
  void whatIsNotAskedForIsNotShown(String option) throws IOException {
    state(with(one("alice", Condition.VALID)));
    assertThat(run(option)).isZero();
    assertThat(lines()).contains("no credential matches").noneMatch(line -> line.contains("alice"));
  }

  @Test
  void theAlarmIsThatOfWhatIsAskedFor() throws IOException {
    state(with(one("alice", Condition.MISSING), one("bob", Condition.VALID)));
    assertThat(run("--user", "bob")).isZero();
    assertThat(run("--user", "alice")).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"4m,0", "299,0", "300s,1", "2h,1", "1d,1"})
  void whatExpiresSoonIsAWarning(String within, int status) throws IOException {
    state(with(one("alice", Condition.VALID)));
    assertThat(run("--expiring", within)).isEqualTo(status);
  }

  @Test
  void ofManyCredentialsItSaysThatNotAllAreListed() throws IOException {
    StatusReport all = with(one("alice", Condition.VALID));
    state(
        new StatusReport(
            all.process(),
            all.writtenAt(),
            true,
            List.of(),
            List.of(),
            all.providers(),
            1,
            20_000,
            List.of()));
    assertThat(run("--user", "alice")).isZero();
    assertThat(out.toString()).contains("Of 20000 credentials the state file lists 0");
  }

  /** Of so many that only these are listed. */
  private static StatusReport cut(StatusReport all, CredentialStatus... listed) {
    return new StatusReport(
        all.process(),
        all.writtenAt(),
        true,
        List.of(),
        List.of(),
        all.providers(),
        all.users(),
        20_000,
        List.of(listed));
  }

  @ParameterizedTest
  @CsvSource({
    "--state=missing,2",
    "--state=failing,1",
    "--state=valid,0",
    "--provider=scitokens,2",
    "--provider=other,0",
    "--expiring=1h,1",
    "--expiring=1s,3",
    "--user=alice,3",
    "--user=dora,2",
    "--job=1,3",
    "'--expiring=1h --user=alice',3"
  })
  void ofManyCredentialsTheCountsTellOrTheStateIsUnknown(String options, int status)
      throws IOException {
    CredentialStatus shown = one("dora", Condition.MISSING);
    StatusReport all =
        with(
            one("alice", Condition.MISSING),
            one("bob", Condition.FAILING),
            one("carl", Condition.VALID),
            shown);
    state(cut(all, shown));
    assertThat(run(options.split(" "))).isEqualTo(status);
  }

  @Test
  void ofManyCredentialsThoseThatAreNotListedAreInOrderIfEachInTroubleIs() throws IOException {
    CredentialStatus missing = one("alice", Condition.MISSING);
    state(cut(with(missing, one("bob", Condition.REFUSED)), missing));
    assertThat(run("--user=bob")).isZero();
    assertThat(run("--user=alice")).isEqualTo(2);
  }

  @Test
  void jsonIsOneObjectInALine() throws IOException, ParseException {
    state(TestReports.site());
    assertThat(run("--format=json", "--state=missing")).isEqualTo(2);
    assertThat(lines()).hasSize(1);
    Map<String, Object> json = JSONObjectUtils.parse(out.toString());
    assertThat(json)
        .containsEntry("schema", 1L)
        .containsEntry("alarm", "critical")
        .containsEntry("exit_status", 2L)
        .containsEntry("age", 4L)
        .containsEntry("running", true)
        .containsEntry("total", 7L);
    assertThat(JSONObjectUtils.getJSONObjectArray(json, "credentials"))
        .singleElement()
        .satisfies(
            one ->
                assertThat(one).containsEntry("user", "user0").containsEntry("state", "missing"));
  }

  @Test
  void classAdAttributesAreThoseOfTheScheddsAd() throws IOException {
    state(TestReports.site());
    assertThat(run("--format", "classad")).isEqualTo(2);
    assertThat(lines())
        .containsExactly(
            "CredmintState = \"CRITICAL\"",
            "CredmintStateReason = \"\"",
            "CredmintCredentials = 7",
            "CredmintFailing = 2",
            "CredmintRefused = 1",
            "CredmintNextExpiry = " + now.plusSeconds(300).getEpochSecond(),
            "CredmintStateTime = " + now.minusSeconds(4).getEpochSecond(),
            "CredmintVersion = \"1.2.3\"",
            "-");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "json", "classad"})
  void withoutAStateFileTheStateIsUnknown(String format) {
    assertThat(run("--format", format)).isEqualTo(3);
    assertThat(err.toString()).contains(file.toString(), "no such file");
    assertThat(out.toString()).containsIgnoringCase("unknown");
  }

  @Test
  void aFileThatIsNoStateFileIsUnknown() throws IOException {
    Files.writeString(file, "{\"schema\":9}");
    assertThat(run()).isEqualTo(3);
    assertThat(err.toString()).contains(file.toString(), "schema 9");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--state=x", "--job=x", "--expiring=x", "--format=x", "--watch=0", "--frobnicate"})
  void anInvalidOptionIsUnknownAndNamed(String option) throws IOException {
    state(TestReports.site());
    assertThat(run(option)).isEqualTo(3);
    assertThat(err.toString()).contains(option.replaceAll("--|=.*", ""));
  }

  @Test
  void watchingShowsItAgainUntilItEnds() throws IOException {
    state(with(one("alice", Condition.VALID)));
    assertThat(run("--watch")).isZero();
    assertThat(pauses).containsExactly(Duration.ofSeconds(5), Duration.ofSeconds(5));
    assertThat(lines().stream().filter(line -> line.startsWith("OK - "))).hasSize(2);
  }

  @ParameterizedTest
  @EnumSource(Condition.class)
  void eachStateHasAWordThatSelectsIt(Condition condition) throws IOException {
    state(TestReports.site());
    run("--state", condition.word());
    assertThat(lines().stream().filter(line -> line.startsWith(condition.word() + " "))).hasSize(1);
  }
}
