// SPDX-License-Identifier: Apache-2.0
package org.credmint.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * Many short jobs of three users, submitted at once and run through the pool, in vanilla and in
 * local universe. Each ends well only if the token it finds is its own. How many is told by the
 * system property {@code credmint.live.jobs}.
 */
class ManyJobsLiveIT {
  private static final int JOBS = Integer.getInteger("credmint.live.jobs", 2000);
  private static final Duration LIMIT = Duration.ofMinutes(15);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(3);
  private static final List<String> USERS = List.of("alice", "bob", "carol");

  private static final String CHECK =
      """
      cut -d. -f2 "$BEARER_TOKEN_FILE" | tr _- /+ | base64 -d 2>/dev/null | grep -qF "/out/$1/$2\\""
      """;

  private static final String DESCRIPTION =
      """
      executable = /bin/sh
      arguments = check %1$s $(Cluster).$(Process)
      transfer_executable = false
      should_transfer_files = no
      universe = %2$s
      +ProjectName = "phys"
      queue %3$d
      """;

  /** One job that left the queue. */
  private record Ended(String job, String status, String exit, int holdsForNoToken, int holds) {
    static Ended of(String line) {
      String[] word = line.split(" ", -1);
      return new Ended(word[0], word[1], word[2], number(word[3]), number(word[4]));
    }

    private static int number(String word) {
      return word.equals("undefined") ? 0 : Integer.parseInt(word);
    }

    boolean well() {
      return status.equals(Integer.toString(LivePool.COMPLETED)) && exit.equals("0");
    }
  }

  @Test
  void everyJobOfALargeCrowdRunsWithItsOwnTokenAndLeavesNone() {
    try (JobPool jobs = pool()) {
      Instant begin = Instant.now();
      submitAll(jobs);
      final Duration submitting = Duration.between(begin, Instant.now());
      awaitEmptyQueue(jobs.pool);
      final Duration running = Duration.between(begin, Instant.now());
      Instant empty = Instant.now();
      jobs.awaitNoTokens();
      final Duration sweeping = Duration.between(empty, Instant.now());

      List<Ended> ended = ended(jobs.pool);
      long minted = minted(jobs);
      System.out.printf(
          Locale.ROOT,
          "jobs on %s: %d submitted in %d s, run through in %d s; held for a missing token %d, held"
              + " otherwise %d, ended well %d, minted %d, tokens gone %.1f s after the last job%n",
          jobs.pool.version(),
          JOBS,
          submitting.toSeconds(),
          running.toSeconds(),
          ended.stream().filter(job -> job.holdsForNoToken() > 0).count(),
          ended.stream().filter(job -> job.holds() > job.holdsForNoToken()).count(),
          ended.stream().filter(Ended::well).count(),
          minted,
          sweeping.toMillis() / 1000.0);
      assertThat(ended).hasSize(JOBS).allMatch(Ended::well);
      assertThat(ended).allMatch(job -> job.holds() == job.holdsForNoToken());
      assertThat(minted).isEqualTo(JOBS);
      jobs.verifyAuditLog();
      assertThat(jobs.complaints()).isEmpty();
    }
  }

  private static JobPool pool() {
    return new JobPool(
        JobPool.builder()
            .knob("JOB_START_COUNT", "100")
            .knob("JOB_START_DELAY", "0")
            .knob("MAX_HISTORY_LOG", "500000000")
            .knob("MAX_CREDMON_OAUTH_LOG", "100 Mb")
            .up());
  }

  private static void submitAll(JobPool jobs) {
    List<CompletableFuture<Void>> submits = new ArrayList<>();
    for (String user : USERS) {
      jobs.install(user, "check", CHECK);
      int share = user.equals("alice") ? JOBS - 2 * (JOBS / 3) : JOBS / 3;
      String universe = user.equals("carol") ? "local" : "vanilla";
      String description =
          jobs.pool.asking("scitokens") + DESCRIPTION.formatted(user, universe, share);
      submits.add(CompletableFuture.runAsync(() -> jobs.pool.submit(user, description)));
    }
    submits.forEach(CompletableFuture::join);
  }

  private static void awaitEmptyQueue(LivePool pool) {
    pool.waitFor(
        "an empty queue",
        LIMIT,
        () -> {
          Thread.sleep(BETWEEN_LOOKS.toMillis());
          String left =
              pool.call("root", "condor_q", "-allusers", "-limit", "1", "-af", "JobStatus");
          return left.isEmpty() ? Optional.of(true) : Optional.empty();
        });
  }

  private static List<Ended> ended(LivePool pool) {
    return pool.call(
            "root",
            "condor_history",
            "-af:j",
            "JobStatus",
            "ExitCode",
            "NumHoldsByReason.CorruptedCredential",
            "NumHolds")
        .lines()
        .map(Ended::of)
        .toList();
  }

  private static long minted(JobPool jobs) {
    return jobs.auditLogLines().stream()
        .filter(line -> "mint".equals(line.get("act")) && line.containsKey("job"))
        .map(line -> line.get("job"))
        .distinct()
        .count();
  }
}
