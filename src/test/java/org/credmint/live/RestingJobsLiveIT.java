// SPDX-License-Identifier: Apache-2.0
package org.credmint.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** On a real pool, the tokens of jobs that are on hold, or removed and still in the queue. */
class RestingJobsLiveIT {
  private static final String NEVER = "arguments = payload never\n";
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private static JobPool jobs;

  @BeforeAll
  static void up() {
    jobs =
        new JobPool(
            JobPool.builder()
                .knob("LOCAL_CREDMON_TOKEN_LIFETIME", "60")
                .knob("SEC_CREDENTIAL_REFRESH", "5")
                .knob("CREDMINT_PULL_INTERVAL", "5")
                .knob("CREDMINT_HELD_JOB_RENEWAL", String.valueOf(LIMIT.toSeconds()))
                .knob("CREDMINT_REMOVED_JOB_RENEWAL", String.valueOf(LIMIT.toSeconds()))
                .up());
  }

  @AfterAll
  static void down() {
    jobs.close();
  }

  @Test
  void aRemovedJobThatStaysInTheQueueLosesItsTokenAfterTheGraceAndTheAuditLogTellsWhy() {
    int cluster = jobs.submit("alice", NEVER + "leave_in_queue = true\nqueue\n");
    String job = cluster + ".0";
    jobs.claims("alice", job);
    jobs.pool.call("alice", "condor_rm", job);
    jobs.pool.waitForJob(cluster, JobPool.SOON, LivePool.REMOVED);
    assertThat(jobs.tokenFile("alice", job)).exists();
    jobs.awaitNoToken("alice", job);
    assertThat(jobs.text(cluster, "JobStatus")).isEqualTo("3");
    assertThat(removalOf(job)).contains("CREDMINT_REMOVED_JOB_RENEWAL (20 s)");
    assertThat(jobs.pool.credmonLog()).contains("Removed alice/scitokens_" + job + ".use: the job");
  }

  @Test
  void aJobOnHoldLosesItsTokenAfterTheLimitAndRunsWithAFreshOneWhenItIsReleased() throws Exception {
    int cluster = jobs.submit("bob", "arguments = payload again\nqueue\n");
    String job = cluster + ".0";
    Object first = jobs.claims("bob", job).get("jti");
    jobs.pool.call("bob", "condor_hold", job);
    jobs.pool.waitForJob(cluster, JobPool.SOON, LivePool.HELD);
    jobs.awaitNoToken("bob", job);
    assertThat(removalOf(job)).contains("CREDMINT_HELD_JOB_RENEWAL (20 s)");

    Files.deleteIfExists(jobs.pool.home("bob").resolve("claims." + job));
    jobs.pool.call("bob", "condor_release", job);
    assertThat(jobs.claims("bob", job).get("jti")).isNotEqualTo(first);
    assertThat(jobs.text(cluster, "NumHoldsByReason")).doesNotContain("CorruptedCredential");
    jobs.release("bob", "again");
    jobs.awaitNoToken("bob", job);
  }

  @Test
  void aRequestStoredUnderTheNameOfAJobsTokenKeepsNothingAlive() {
    int cluster = jobs.submit("carol", "arguments = payload planted\nqueue\n");
    String job = cluster + ".0";
    jobs.claims("carol", job);
    LivePool.Result stored =
        jobs.pool.run(
            "carol",
            "x",
            JobPool.SOON,
            "condor_store_cred",
            "add-oauth",
            "-s",
            "scitokens",
            "-H",
            job,
            "-i",
            "-");
    assertThat(stored.exit()).as(stored.stderr()).isZero();
    Path top = jobs.pool.credentials().resolve("carol/scitokens_" + job + ".top");
    jobs.pool.waitForFile(top, JobPool.SOON);
    assertThat(jobs.tokenFile("carol", job)).exists();
    jobs.release("carol", "planted");
    jobs.awaitNoToken("carol", job);
    jobs.pool.waitFor(
        "a line about " + top,
        JobPool.SOON,
        () ->
            Optional.of(jobs.pool.credmonLog())
                .filter(log -> log.contains("carol/scitokens_" + job + ".top")));
    assertThat(top).exists();
    assertThat(jobs.tokenFile("carol", job)).doesNotExist();
  }

  private static String removalOf(String job) {
    List<String> outcomes =
        jobs.auditLogLines().stream()
            .filter(line -> job.equals(line.get("job")) && "removal".equals(line.get("act")))
            .map(line -> String.valueOf(line.get("outcome")))
            .toList();
    assertThat(outcomes).hasSize(1);
    return outcomes.get(0);
  }
}
