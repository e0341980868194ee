// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.why;

import static org.assertj.core.api.Assertions.assertThat;
import static org.credmint.cli.why.WhySite.NOW;
import static org.credmint.cli.why.WhySite.chmod;
import static org.credmint.cli.why.WhySite.status;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.credmint.credential.CredentialId;
import org.credmint.htcondor.tool.KnobReading;
import org.credmint.status.Condition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where the obvious answer would be the wrong one. */
final class WhyAnswersTest {
  private static final String OWN_JOB = "Owner = \"alice\"\nOAuthServicesNeeded = \"jobs_12.0";
  private static final String HELD =
      OWN_JOB + "\"\nJobStatus = 5\nHoldReason = \"spooling\"\nHoldReasonCode = ";

  @TempDir private Path temporary;
  private WhySite site;

  @BeforeEach
  void makeSite() throws IOException {
    site = new WhySite(temporary);
  }

  private WhySite.Said ask(Object asked) throws IOException {
    return site.ask(asked.toString(), "--format=json");
  }

  private static Map<String, Object> json(WhySite.Said said) throws ParseException {
    return JSONObjectUtils.parse(said.out());
  }

  private void assertCulprit(WhySite.Said said, int status, String link, String cause, String next)
      throws ParseException {
    Map<String, Object> answer = json(said);
    assertThat(answer).as(said.out()).containsEntry("link", link);
    assertThat(answer.get("cause").toString()).contains(cause);
    assertThat(answer.get("command").toString()).contains(next);
    assertThat(said.status()).isEqualTo(status);
  }

  @Test
  void aBrokenConfigurationComesBeforeTheFile() throws Exception {
    site.reading = Optional.of(new KnobReading.Failed("it hangs", "fix it"));
    WhySite.Said said = ask(site.alice.resolve("users.use"));
    assertCulprit(said, 1, "configuration", "it hangs", "condor_config_val");
    assertThat(said.out()).contains("is there; whether Credmint keeps it cannot be told");
  }

  @Test
  void aServiceOfAnotherMonitorIsNoFaultOfTheJob() throws Exception {
    site.knobs.put("BOX_CLIENT_ID", "abc");
    site.jobAd = OWN_JOB + ",box\"\nJobStatus = 2\n";
    WhySite.Said said = ask("12.0");
    assertThat(said.out()).contains("box is left to another monitor");
    assertThat(said.status()).isZero();
    Files.delete(site.alice.resolve("jobs_12.0.use"));
    assertCulprit(ask("12.0"), 1, "file", "is not there", "namei");
  }

  @Test
  void wordsOfOtherProvidersAreNotJudged() throws Exception {
    site.jobAd = OWN_JOB + ",zzz\"\nJobStatus = 2\n";
    assertThat(site.ask("12.0", "--provider=jobs").status()).isZero();
    assertThat(site.ask("12.0", "--provider=users").out()).contains("nothing of provider users");
  }

  @Test
  void aJobOnHoldThatHasNoTokenYetIsOnHold() throws Exception {
    site.jobAd = HELD + "1\n";
    site.list(status("jobs", "12.0", Condition.NOTE, ""));
    Files.delete(site.alice.resolve("jobs_12.0.use"));
    WhySite.Said said = ask("12.0");
    assertCulprit(said, 1, "job", "is on hold: spooling", "condor_q -hold 12.0");
    assertThat(said.out()).doesNotContain("the daemon has issued it");
  }

  @Test
  void aJobIsOnHoldSinceItsTokenCouldNotBeIssued() throws Exception {
    site.jobAd = HELD + "4\n";
    site.list(status("jobs", "12.0", Condition.MISSING, "openat failed: ENOSPC"));
    Files.delete(site.alice.resolve("jobs_12.0.use"));
    assertCulprit(ask("12.0"), 1, "issuing", "ENOSPC", "df ");
  }

  @Test
  void aJobIsOnHoldSincePolicyRefusesItsToken() throws Exception {
    site.knobs.put("CREDMINT_STATE_FILE", "");
    site.jobAd = HELD + "4\nCredmintScope_jobs = \"read:/other\"\n";
    assertCulprit(ask("12.0"), 1, "policy", "read:/other", "explain");
  }

  @Test
  void onlyAJobThatIsHeldForItsCredentialIsToBeReleased() throws Exception {
    site.jobAd = HELD + "4\n";
    assertCulprit(ask("12.0"), 1, "job", "on hold", "condor_release 12.0");
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void onlyRegularFilesAreOpened() throws Exception {
    Path fifo = site.file("fifo");
    assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
    assertCulprit(ask(fifo), 1, "file", "not a regular file", "ls -ld");
    assertCulprit(ask("/dev/zero"), 1, "file", "not a regular file", "ls -ld");
    assertCulprit(ask("/"), 1, "file", "is a directory", "ls -ld");
    Path link = Files.createSymbolicLink(site.file("link"), site.alice.resolve("users.use"));
    assertCulprit(ask(link), 2, "file", "is not followed", "readlink");
  }

  @Test
  void aNameThatIsNoPathCannotBeTold() throws Exception {
    assertCulprit(ask("/tmp/\0x"), 2, "file", "no path", "LC_ALL");
  }

  @Test
  void namesAndClaimsReachNoTerminalAsTheyAre() throws Exception {
    site.jobAd = OWN_JOB + ",users_\u001b]0;x\"\nJobStatus = 2\n";
    assertThat(site.ask("12.0").out()).doesNotContain("\u001b");
    assertThat(site.ask("bob\u001b[2J").out()).doesNotContain("\u001b");
    assertThat(site.ask("/tmp/\u001b[2J").out()).doesNotContain("\u001b");
  }

  @Test
  void pathsAreQuotedForTheShell() throws Exception {
    assertCulprit(ask("/no/such; 'x"), 1, "file", "not there", "namei -l '/no/such; '\\''x'");
  }

  @Test
  void aStandingCredentialThatAUserIsGivenIsOurs() throws Exception {
    site.knobs.remove("CREDMINT_pilot_EXPORT");
    site.knobs.put("CREDMINT_pilot_USER", "root");
    Path file = chmod(Files.createDirectory(site.credentials.resolve("root")), "rwx------");
    WhySite.Said said = ask(file.resolve("pilot_north.use"));
    assertThat(said.out()).doesNotContain("does not keep it").contains("policy");
    assertCulprit(said, 1, "issuing", "does not know of it", "condor_reconfig");
  }

  @Test
  void aCredentialIsFoundByItsRealPath() throws Exception {
    Path link = Files.createSymbolicLink(site.file("link"), site.credentials);
    Path real = site.alice.toRealPath().resolve("users.use");
    site.knobs.put("SEC_CREDENTIAL_DIRECTORY_OAUTH", link.toString());
    site.servedDirectory = link;
    WhySite.Said said = ask(real);
    assertThat(said.out()).contains("alice/users").doesNotContain("does not keep it");
    assertThat(said.status()).isZero();
  }

  @Test
  void aScheddThatCannotBeAskedIsNoFaultOfTheJob() throws Exception {
    site.answersSchedd = false;
    assertCulprit(ask("12.0"), 2, "job", "cannot be asked: cannot connect", "condor_who");
    assertThat(ask(site.alice.resolve("jobs_12.0.use")).out()).contains("jobs_12.0.use is there");
  }

  @Test
  void theFileOfAJobThatHasLeftIsLookedAt() throws Exception {
    site.isInQueue = false;
    WhySite.Said said = ask(site.alice.resolve("jobs_12.0.use"));
    assertCulprit(said, 1, "job", "not in the queue", "condor_history");
    assertThat(said.out()).contains("jobs_12.0.use is there");
  }

  @Test
  void aUserOfJobsOnlyWhoHasNoneIsNoFault() throws Exception {
    site.knobs.put("LOCAL_CREDMON_PROVIDER_NAMES", "jobs");
    site.listed.removeIf(one -> one.id().provider().equals("jobs"));
    assertCulprit(ask("alice"), 2, "request", "alice has no job", "condor_q");
  }

  @Test
  void theFilesOfAUsersJobsAreLookedAt() throws Exception {
    site.write("jobs_12.0.use", "no token");
    assertCulprit(ask("alice"), 1, "file", "is of no use", "ls -l");
  }

  @Test
  void howManyJobsAreNotExaminedIsSaid() throws Exception {
    for (int job = 20; job < 27; job++) {
      site.list(status("jobs", job + ".0", Condition.PENDING, ""));
    }
    assertThat(site.ask("alice").out()).contains("3 more, which are not examined");
  }

  @Test
  void aDaemonThatHangsIsNotStartedAgain() throws Exception {
    site.writtenAt = NOW.minusSeconds(600);
    assertCulprit(ask("alice"), 1, "daemon", "end process 4711", "df -h -i ");
  }

  @Test
  void aDaemonThatRunsWithoutTheStateFileIsToldToReadTheConfiguration() throws Exception {
    site.writesState = false;
    Files.writeString(site.credentials.resolve("pid"), "4711\n");
    assertCulprit(ask("alice"), 1, "daemon", "process 4711 serves", "condor_reconfig");
    site.running = false;
    assertCulprit(ask("alice"), 1, "daemon", "has not run yet", "condor_on");
  }

  @Test
  void aPublicKeyFileThatIsWrongIsNotTheCause() throws Exception {
    Files.writeString(site.file("public.pem"), "x y z\n");
    WhySite.Said said = ask("alice");
    assertThat(said.out()).contains("provider users is served, though");
    assertThat(said.status()).isZero();
    site.issue(new CredentialId("alice", "users", ""), Optional.empty(), NOW.minusSeconds(3600));
    assertCulprit(ask("alice"), 1, "validity", "expired", "inspect");
  }
}
