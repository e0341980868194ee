// SPDX-License-Identifier: Apache-2.0
package org.credmint.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Forty jobs of four users fetch their user's token every ten seconds, while each token is replaced
 * about every twenty. HTCondor before 24.0.15 holds a job whose token is replaced in the moment of
 * being read. How long it goes on, in seconds, is told by the system property {@code
 * credmint.live.pulling.seconds}.
 */
class PullingJobsLiveIT {
  private static final int SECONDS = Integer.getInteger("credmint.live.pulling.seconds", 60);
  private static final List<String> USERS = List.of("alice", "bob", "carol", "u001");
  private static final int JOBS_EACH = 10;
  private static final Duration START_LIMIT = Duration.ofMinutes(2);

  /** With a pull each 10 s it has to be replaced at an age of 20 s. */
  private static final int LIFETIME = 45;

  /** Prints the number of looks, of different tokens, and the least life found, in seconds. */
  private static final String LOOK =
      """
      import base64, json, os, sys, time
      end, looks, tokens, least = time.time() + int(sys.argv[1]), 0, set(), 1e9
      while time.time() < end:
          time.sleep(1)
          with open(os.environ["_CONDOR_CREDS"] + "/scitokens.use") as file:
              part = json.load(file)["access_token"].split(".")[1]
          claims = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
          looks += 1
          tokens.add(claims["jti"])
          least = min(least, claims["exp"] - time.time())
      print(looks, len(tokens), least)
      """;

  private static final String JOB =
      """
      executable = /usr/bin/python3
      arguments = look %d
      transfer_executable = false
      should_transfer_files = yes
      transfer_input_files = look
      output = looks.$(Process)
      error = errors.$(Process)
      queue %d
      """;

  /** What one job wrote in the end. */
  private record Looks(int looks, int tokens, double leastLife) {
    static Looks of(String line) {
      String[] word = line.strip().split(" ", -1);
      return new Looks(
          Integer.parseInt(word[0]), Integer.parseInt(word[1]), Double.parseDouble(word[2]));
    }
  }

  @Test
  void noJobIsHeldThoughEachTokenIsReplacedAtEverySecondFetch() throws IOException {
    try (LivePool pool = pool()) {
      List<Integer> clusters = new ArrayList<>();
      for (String user : USERS) {
        Files.writeString(pool.home(user).resolve("look"), LOOK);
        clusters.add(
            pool.submit(user, pool.asking("scitokens") + JOB.formatted(SECONDS, JOBS_EACH)));
      }
      awaitEmptyQueue(pool);

      List<Looks> looks = looks(pool);
      String ends = pool.call("root", "condor_history", "-af", "JobStatus", "ExitCode", "NumHolds");
      print(pool, looks);
      assertThat(clusters).doesNotHaveDuplicates();
      assertThat(ends.lines())
          .as("state, exit code and holds of each job")
          .hasSize(USERS.size() * JOBS_EACH)
          .allMatch(line -> line.matches("4 0 (0|undefined)"));
      int promised = LeastLife.promisedIn(pool).seconds();
      assertThat(looks)
          .allMatch(job -> job.leastLife() >= promised, "at least " + promised + " s")
          .allMatch(job -> job.looks() >= SECONDS / 2)
          .allMatch(job -> job.tokens() >= SECONDS / (LIFETIME / 2) - 1);
    }
  }

  private static LivePool pool() {
    return LivePool.builder()
        .knob("LOCAL_CREDMON_TOKEN_LIFETIME", Integer.toString(LIFETIME))
        .knob("SEC_CREDENTIAL_REFRESH", "10")
        .knob("NUM_CPUS", Integer.toString(USERS.size() * JOBS_EACH))
        .knob("JOB_START_DELAY", "0")
        .up();
  }

  /** Held jobs stay in the queue, so they are looked for as well. */
  private static void awaitEmptyQueue(LivePool pool) {
    pool.waitFor(
        "an empty queue",
        START_LIMIT.plusSeconds(SECONDS),
        () -> {
          Thread.sleep(3000);
          String left = pool.call("root", "condor_q", "-allusers", "-af:j", "HoldReason");
          assertThat(left.lines()).as("held jobs").allMatch(line -> line.endsWith("undefined"));
          return left.isEmpty() ? Optional.of(true) : Optional.empty();
        });
  }

  private static List<Looks> looks(LivePool pool) throws IOException {
    List<Looks> looks = new ArrayList<>();
    for (String user : USERS) {
      for (int process = 0; process < JOBS_EACH; process++) {
        Path output = pool.home(user).resolve("looks." + process);
        looks.add(Looks.of(Files.readString(output)));
      }
    }
    return looks;
  }

  private static void print(LivePool pool, List<Looks> looks) {
    System.out.printf(
        Locale.ROOT,
        "pulling on %s: %d jobs, %d s, held 0, tokens of one job %d to %d, min_left_s=%.1f%n",
        pool.version(),
        looks.size(),
        SECONDS,
        looks.stream().mapToInt(Looks::tokens).min().orElse(0),
        looks.stream().mapToInt(Looks::tokens).max().orElse(0),
        looks.stream().mapToDouble(Looks::leastLife).min().orElse(Double.NaN));
  }
}
