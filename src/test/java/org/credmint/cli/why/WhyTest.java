// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.why;

import static org.assertj.core.api.Assertions.assertThat;
import static org.credmint.cli.why.WhySite.NOW;
import static org.credmint.cli.why.WhySite.chmod;
import static org.credmint.cli.why.WhySite.pilot;
import static org.credmint.cli.why.WhySite.status;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.credmint.credential.CredentialId;
import org.credmint.htcondor.tool.KnobReading;
import org.credmint.status.Alarm;
import org.credmint.status.Condition;
import org.credmint.status.StatusReport.StatusProblem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Breaks one thing at a time and asks why. */
final class WhyTest {
  private static final String USERS = "users.use";

  @TempDir private Path temporary;
  private WhySite site;

  @BeforeEach
  void makeSite() throws IOException {
    site = new WhySite(temporary);
  }

  /** Breaks something. */
  @FunctionalInterface
  private interface Breaker {
    void breakIt(WhySite site) throws Exception;
  }

  /**
   * One thing that is broken.
   *
   * @param what for people
   * @param asked the words of the command
   * @param link where the cause is
   * @param cause a part of the sentence that names it
   */
  private record Fault(String what, Breaker breaker, String asked, String link, String cause) {
    /** The same, found elsewhere. */
    Fault at(String otherLink, String otherCause) {
      return new Fault(what, breaker, asked, otherLink, otherCause);
    }

    @Override
    public String toString() {
      return what;
    }
  }

  static Stream<Fault> faults() {
    return Stream.of(
            ofConfiguration(),
            ofDaemon(),
            ofRequests(),
            ofPolicy(),
            ofFiles(),
            ofTargets(),
            ofReaders())
        .flatMap(List::stream);
  }

  private static Fault fault(
      String what, Breaker breaker, String asked, String link, String cause) {
    return new Fault(what, breaker, asked, link, cause);
  }

  private static Fault knob(String knob, String value, String asked, String link, String cause) {
    return fault(knob + " = " + value, site -> site.knobs.put(knob, value), asked, link, cause);
  }

  private static List<Fault> ofConfiguration() {
    return List.of(
        fault(
            "condor_config_val fails",
            site -> site.reading = Optional.of(new KnobReading.Failed("it hangs", "fix it")),
            "alice",
            "configuration",
            "it hangs"),
        fault(
            "no credential directory is named",
            site -> site.knobs.remove("SEC_CREDENTIAL_DIRECTORY_OAUTH"),
            "alice",
            "configuration",
            "SEC_CREDENTIAL_DIRECTORY_OAUTH"),
        fault(
            "the credential directory is open to all",
            site -> chmod(site.credentials, "rwxr-xr-x"),
            "alice",
            "directory",
            "accessible to everybody (mode 0755)"),
        knob("SEC_CREDENTIAL_DIRECTORY_OAUTH", "/no/such", "alice", "directory", "/no/such"),
        knob(
            "LOCAL_CREDMON_users_TOKEN_LIFETIME",
            "20m",
            "alice --provider=users",
            "provider",
            "20m"),
        knob(
            "LOCAL_CREDMON_users_AUTHZ_TEMPLATE",
            "read:/../x",
            "alice --provider=users",
            "provider",
            "/../x"),
        knob("CREDMINT_pilot_TYPE", "zzz", "pilot", "provider", "zzz"),
        fault(
            "the key is no key",
            site -> Files.writeString(site.file("private.pem"), "x y z\n"),
            "alice --provider=users",
            "provider",
            "private.pem"),
        fault(
            "others may read the key",
            site -> chmod(site.file("private.pem"), "rw-r--r--"),
            "alice",
            "provider",
            "private.pem"),
        fault(
            "the key is gone",
            site -> Files.delete(site.file("private.pem")),
            "alice",
            "provider",
            "does not exist yet"),
        fault(
            "no such provider",
            site -> {},
            "alice --provider=zzz",
            "provider",
            "zzz is not available"));
  }

  private static void problem(WhySite site, String subject, String text) {
    site.problems.add(new StatusProblem(subject, Alarm.CRITICAL, NOW, text));
  }

  private static List<Fault> ofDaemon() {
    return List.of(
        fault("never ran", site -> site.writesState = false, "alice", "daemon", "has not run yet"),
        fault("is down", site -> site.running = false, "alice", "daemon", "no process 4711"),
        fault(
            "hangs",
            site -> site.writtenAt = NOW.minusSeconds(600),
            "alice",
            "daemon",
            "has not written it for 10 min"),
        fault(
            "serves another directory",
            site -> site.servedDirectory = Path.of("/elsewhere"),
            "alice",
            "daemon",
            "serves /elsewhere"),
        fault(
            "cannot read the job queue",
            site -> problem(site, "job queue", "Cannot read the job queue log"),
            "12.0 --provider=jobs",
            "daemon",
            "job queue log"),
        fault(
            "cannot read the directory",
            site -> problem(site, "credential directory", "Cannot read it: EIO"),
            "alice",
            "daemon",
            "EIO"),
        fault(
            "keeps an earlier configuration",
            site -> problem(site, "configuration", "Keeping the last good configuration"),
            "alice",
            "daemon",
            "last good configuration"));
  }

  private static Fault job(String what, String ad, String cause) {
    return fault(
        what,
        site -> site.jobAd = "Owner = \"alice\"\n" + ad,
        "12.0 --provider=jobs",
        "job",
        cause);
  }

  private static List<Fault> ofRequests() {
    return List.of(
        fault(
            "nothing was requested",
            site -> Files.delete(site.alice.resolve("users.top")),
            "alice --provider=users",
            "request",
            "nobody requested it"),
        fault(
            "the request is a directory",
            site -> {
              Files.delete(site.alice.resolve("users.top"));
              Files.createDirectory(site.alice.resolve("users.top"));
            },
            "alice --provider=users",
            "request",
            "is ignored: it is a directory"),
        fault("a user who never submitted", site -> {}, "bob", "request", "nobody requested it"),
        fault(
            "the job is not there",
            site -> site.isInQueue = false,
            "12.0",
            "job",
            "not in the queue"),
        job("the job requests nothing", "JobStatus = 1\n", "requests no credential"),
        job("an unknown service", "OAuthServicesNeeded = \"vault\"\n", "requests vault"),
        job(
            "the transform was not applied",
            "OAuthServicesNeeded = \"jobs\"\n",
            "not a credential of its own"),
        job(
            "the job is on hold",
            "OAuthServicesNeeded = \"jobs_12.0\"\nJobStatus = 5\nHoldReason = \"by hand\"\n",
            "on hold: by hand"),
        job(
            "the job has completed",
            "OAuthServicesNeeded = \"jobs_12.0\"\nJobStatus = 4\n",
            "has completed"),
        fault(
            "the job's owner is not told",
            site -> site.jobAd = "JobStatus = 1\n",
            "12.0",
            "provider",
            "has no Owner"),
        fault("a user who cannot be", site -> {}, "a:b", "policy", "invalid user name"));
  }

  private static List<Fault> ofPolicy() {
    return List.of(
        fault(
            "not in the group",
            site -> {
              Path map = Files.writeString(site.file("map"), "* bob chemistry\n");
              site.knobs.put("LOCAL_CREDMON_AUTHZ_GROUP_MAPFILE", map.toString());
              site.knobs.put("LOCAL_CREDMON_users_AUTHZ_GROUP_REQUIREMENT", "chemistry");
            },
            "alice --provider=users",
            "policy",
            "GROUP_REQUIREMENT"),
        job(
                "a scope that policy does not give",
                "OAuthServicesNeeded = \"jobs_12.0\"\nCredmintScope_jobs = \"read:/other\"\n",
                "")
            .at("policy", "read:/other"),
        fault(
            "others may write into the user's directory",
            site -> chmod(site.alice, "rwxrwxrwx"),
            "alice --provider=users",
            "policy",
            "world-writable"),
        fault(
            "the user's directory is a link",
            site -> Files.createSymbolicLink(site.credentials.resolve("erin"), site.alice),
            "erin --provider=users",
            "policy",
            "symbolic link"),
        fault(
            "the disk is full",
            site -> {
              site.list(status("users", "", Condition.MISSING, "openat failed: no space (ENOSPC)"));
              Files.delete(site.alice.resolve(USERS));
            },
            "alice --provider=users",
            "issuing",
            "ENOSPC"),
        fault(
            "the issuer does not answer",
            site -> site.list(status("users", "", Condition.FAILING, "503 from the issuer")),
            "alice",
            "issuing",
            "503"),
        fault(
            "the daemon refuses by an older configuration",
            site -> site.list(status("jobs", "12.0", Condition.REFUSED, "rule x")),
            "12.0 --provider=jobs",
            "issuing",
            "refuses it by the configuration that it runs with (rule x)"),
        fault(
            "it is about to be issued",
            site -> site.list(status("users", "", Condition.PENDING, "")),
            "alice --provider=users",
            "issuing",
            "about to issue"),
        fault(
            "the daemon has not seen the request",
            site -> {
              site.listed.remove(0);
              Files.delete(site.alice.resolve(USERS));
            },
            "alice --provider=users",
            "issuing",
            "does not know of it"));
  }

  private static Fault file(String what, Breaker breaker, String link, String cause) {
    return fault(what, breaker, "alice --provider=users", link, cause);
  }

  private static void reissue(WhySite site, Duration ago) throws IOException {
    site.issue(new CredentialId("alice", "users", ""), Optional.empty(), NOW.minus(ago));
  }

  private static List<Fault> ofFiles() {
    return List.of(
        file(
            "it was removed",
            site -> Files.delete(site.alice.resolve(USERS)),
            "file",
            "is not there"),
        file("it is garbage", site -> site.write(USERS, "no token"), "file", "is of no use"),
        file("it is empty", site -> site.write(USERS, ""), "file", "is of no use"),
        file("it is huge", site -> site.write(USERS, "x".repeat(70_000)), "file", "is of no use"),
        file(
            "it is a link",
            site -> {
              Files.move(site.alice.resolve(USERS), site.file("elsewhere"));
              Files.createSymbolicLink(site.alice.resolve(USERS), site.file("elsewhere"));
            },
            "file",
            "symbolic link"),
        file(
            "others may read it",
            site -> chmod(site.alice.resolve(USERS), "rw-r--r--"),
            "file",
            "has mode 0644"),
        file("it has expired", site -> reissue(site, Duration.ofHours(1)), "validity", "expired"),
        file(
            "the clock was fast", site -> reissue(site, Duration.ofHours(-1)), "validity", "clock"),
        file(
            "it is not renewed in time",
            site -> reissue(site, Duration.ofSeconds(1100)),
            "freshness",
            "not renewed in time"),
        file(
            "the configuration has changed",
            site -> site.knobs.put("LOCAL_CREDMON_AUTHZ_TEMPLATE", "read:/other/{username}"),
            "content",
            "its scope is read:/data/alice"),
        fault(
            "asked by its path",
            site -> reissue(site, Duration.ofHours(1)),
            "PATH",
            "validity",
            "expired"),
        fault(
            "a file that is nobody's",
            site -> {
              reissue(site, Duration.ofHours(1));
              Files.copy(site.alice.resolve(USERS), site.file("copy"));
            },
            "COPY",
            "validity",
            "expired"),
        fault("a file that is nowhere", site -> {}, "COPY", "file", "is not there"));
  }

  private static List<Fault> ofTargets() {
    return List.of(
        fault(
            "the pilot's token was removed",
            site -> Files.delete(site.exports.resolve("north")),
            "north",
            "file",
            "north is not there"),
        fault(
            "others may read the pilot's token",
            site -> chmod(site.exports.resolve("north"), "rw-r--r--"),
            "pilot",
            "content",
            "mode 0644"),
        fault(
            "others may write where it is exported",
            site -> chmod(site.exports, "rwxrwxrwx"),
            "pilot",
            "file",
            "chmod go-w"),
        fault(
            "it could not be issued",
            site -> site.list(pilot(Condition.MISSING, "its key is gone")),
            "north",
            "issuing",
            "its key is gone"),
        fault(
            "it has expired",
            site -> site.export(NOW.minus(Duration.ofHours(1))),
            "north",
            "validity",
            "expired"));
  }

  private static List<Fault> ofReaders() {
    return List.of(
        fault(
            "another audience",
            site -> {},
            "alice --audience=https://other.example.org",
            "audience",
            "not for https://other.example.org"),
        fault(
            "another right",
            site -> {},
            "alice --scope=write:/data/alice",
            "scope",
            "write:/data/alice"),
        fault(
            "another path", site -> {}, "12.0 --scope=read:/data/bob", "scope", "read:/data/bob"));
  }

  private WhySite.Said ask(String words) throws IOException {
    return site.ask(
        words
            .replace("PATH", site.alice.resolve(USERS).toString())
            .replace("COPY", site.file("copy").toString())
            .split(" "));
  }

  private static Map<String, Object> json(WhySite.Said said) throws ParseException {
    return JSONObjectUtils.parse(said.out());
  }

  @ParameterizedTest
  @MethodSource("faults")
  void theCauseOfAFaultIsNamed(Fault fault) throws Exception {
    fault.breaker().breakIt(site);
    WhySite.Said said = ask(fault.asked() + " --format=json");
    Map<String, Object> answer = json(said);
    assertThat(answer).as(said.out()).containsEntry("link", fault.link());
    assertThat(answer.get("cause").toString()).contains(fault.cause());
    assertThat(answer.get("command").toString()).isNotBlank();
    assertThat(said.status()).isEqualTo(1);
  }

  @Test
  void thereAreFortyFaultsAtLeast() {
    assertThat(faults().count()).isGreaterThanOrEqualTo(40);
  }

  @ParameterizedTest
  @ValueSource(strings = {"alice", "12.0", "12", "north", "pilot", "PATH"})
  void whereNothingIsWrongNothingIsFound(String asked) throws Exception {
    WhySite.Said said = ask(asked);
    assertThat(said.out()).endsWith("Cause: none; nothing is wrong that can be seen here\n");
    assertThat(said.status()).isZero();
  }

  @Test
  void theAnswerEndsWithOneSentenceAndOneCommandInEightyColumns() throws IOException {
    site.running = false;
    WhySite.Said said = ask("alice");
    assertThat(said.out().lines())
        .contains("alice/users", "  ok     provider       provider users is served")
        .endsWith(
            "Cause: the daemon is down: there is no process 4711",
            "Next:  condor_on -daemon credmon_oauth")
        .allMatch(line -> line.length() <= 80);
  }

  @Test
  void whatNobodyCanSeeIsNotCalledAFault() throws IOException {
    site.knobs.put("CREDMINT_STATE_FILE", "");
    WhySite.Said said = ask("alice --provider=users");
    assertThat(said.out()).contains("Cannot be told: CREDMINT_STATE_FILE is empty");
    assertThat(said.status()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"schema\":99}", "not JSON", "{}"})
  void aStateFileOfAnotherVersionIsToldAsSuch(String content) throws IOException {
    site.writesState = false;
    Files.writeString(site.stateFile, content);
    WhySite.Said said = ask("alice --provider=users");
    assertThat(said.out()).contains("state file", "cannot be used").doesNotContain("Exception");
    assertThat(said.status()).isEqualTo(2);
  }

  @Test
  void whatTheReaderAcceptsIsNoFault() throws IOException {
    assertThat(ask("12.0 --audience=https://se.example.org --scope=read:/data/alice/x").status())
        .isZero();
  }

  @Test
  void wrongOptionsAreNamed() throws IOException {
    assertThat(ask("alice --scope=read:/../x").err()).contains("--scope").contains("Usage:");
    assertThat(ask("alice --format=xml").err()).contains("'xml' is not a format");
    assertThat(ask("").err()).isNotEmpty();
  }

  @Test
  void noTokenIsPrinted() throws IOException {
    for (String asked : List.of("alice", "12.0", "pilot", "PATH")) {
      assertThat(ask(asked).out()).doesNotContain("eyJ");
    }
  }
}
