// SPDX-License-Identifier: Apache-2.0
package org.credmint.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * A user has all credentials deleted, or the credd sweeps them, while a job of that user fetches
 * its token every few seconds.
 */
class VanishedDirectoryLiveIT {
  private static final int PULL = 10;

  @Test
  void aRunningJobIsNotHeldWhenItsUsersDirectoryIsDeleted() throws Exception {
    try (JobPool jobs =
        new JobPool(
            JobPool.builder().knob("SEC_CREDENTIAL_REFRESH", Integer.toString(PULL)).up())) {
      LivePool pool = jobs.pool;
      int cluster = jobs.submit("alice", "arguments = payload stop\nqueue\n");
      pool.waitForJob(cluster, JobPool.SOON, LivePool.RUNNING);
      Path file = jobs.tokenFile("alice", cluster + ".0");
      pool.waitForFile(file, JobPool.SOON);

      String before = Files.readString(file);
      // HTCondor 23.9 does not allow users to delete all that they have.
      int deleted = pool.jobsAsk() ? 1 : 0;
      if (deleted > 0) {
        awaitFetch(pool);
        pool.call("alice", "condor_store_cred", "delete-oauth");
        before = awaitOther(pool, file, before);
      }
      // What the credd does an hour after the last job of a user whom the schedd marked.
      awaitFetch(pool);
      pool.call("root", "rm", "-r", "/var/lib/condor/oauth_credentials/alice");
      awaitOther(pool, file, before);

      Thread.sleep(Duration.ofSeconds(2 * PULL + 5).toMillis());
      assertThat(pool.attribute(cluster, "HoldReason").orElse("undefined")).isEqualTo("undefined");
      assertThat(pool.attribute(cluster, "JobStatus")).contains("2");
      assertThat(pool.attribute(cluster, "NumHolds").orElse("0")).isEqualTo("0");
      jobs.release("alice", "stop");
      jobs.awaitCompletion(cluster);
      assertThat(
              jobs.auditLogLines().stream()
                  .filter(line -> (cluster + ".0").equals(line.get("job")))
                  .filter(line -> line.containsKey("jti") && !"failure".equals(line.get("act"))))
          .as("one token before, and one after each time that it vanished")
          .hasSizeGreaterThanOrEqualTo(2 + deleted);
      assertThat(
              jobs.auditLogLines().stream()
                  .filter(line -> (cluster + ".0").equals(line.get("job")))
                  .filter(line -> "loss".equals(line.get("act"))))
          .as("each loss")
          .hasSize(1 + deleted);
    }
  }

  /**
   * Nobody can help a job that fetches its token while it is away, so it is taken away right after
   * a fetch. Each writes the job's copy anew.
   */
  private static void awaitFetch(LivePool pool) {
    String copy =
        "find /var/lib/condor/execute -path '*/.condor_creds/*.use' -exec stat -c %y {} +";
    String before = pool.run("root", "sh", "-c", copy).stdout();
    pool.waitFor(
        "the job's next fetch of its token",
        Duration.ofSeconds(3 * PULL),
        () ->
            Optional.of(pool.run("root", "sh", "-c", copy))
                .filter(run -> !run.stdout().isEmpty() && !run.stdout().equals(before)));
  }

  /** It has to be there again long before the job fetches it. */
  private static String awaitOther(LivePool pool, Path file, String before) {
    return pool.waitFor(
        "another token in " + file,
        Duration.ofSeconds(PULL / 2),
        () ->
            Files.exists(file)
                ? Optional.of(Files.readString(file)).filter(text -> !text.equals(before))
                : Optional.empty());
  }
}
