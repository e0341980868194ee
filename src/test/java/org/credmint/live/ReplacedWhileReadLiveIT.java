// SPDX-License-Identifier: Apache-2.0
package org.credmint.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * Hundreds of tokens are replaced again and again while HTCondor's own function reads them as fast
 * as it can, and while jobs fetch theirs once a second. HTCondor before 24.0.15 takes a file that
 * is replaced in the moment of being read for a broken one and puts the job on hold.
 */
class ReplacedWhileReadLiveIT {

  private static final int IDLE_JOBS = 300;
  private static final int RUNNING_JOBS = 4;
  private static final int ROUNDS = 8;

  /** Many more than processors, so that many are interrupted in the middle of a read. */
  private static final int READERS = 12;

  /**
   * The name is that of read_secure_file in the shadow; it prints how many reads, and how many
   * failed.
   */
  private static final String READERS_SCRIPT =
      """
      import ctypes, glob, multiprocessing, os
      def read(number, results):
          library = ctypes.CDLL(glob.glob("/usr/lib/libcondor_utils_*.so")[0])
          function = getattr(library, "_Z16read_secure_filePKcPPvPmbi")
          function.restype = ctypes.c_bool
          function.argtypes = [ctypes.c_char_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_bool, ctypes.c_int]
          free = ctypes.CDLL(None).free
          free.argtypes = [ctypes.c_void_p]
          file = sorted(glob.glob("/var/lib/condor/oauth_credentials/alice/scitokens_*.use"))[number]
          count = failed = 0
          while not os.path.exists("/home/alice/stop"):
              for again in range(100):
                  buffer, length = ctypes.c_void_p(), ctypes.c_size_t()
                  count += 1
                  if function(file.encode(), ctypes.byref(buffer), ctypes.byref(length), True, 0):
                      free(buffer)
                  else:
                      failed += 1
          results.put((count, failed))
      results = multiprocessing.Queue()
      workers = [multiprocessing.Process(target=read, args=(number, results)) for number in range(%d)]
      for worker in workers:
          worker.start()
      counts = [results.get() for _ in workers]
      print(sum(count for count, _ in counts), sum(failed for _, failed in counts))
      """
          .formatted(READERS);

  @Test
  void noReadFailsAndNoJobIsHeldWhileTokensAreReplaced() throws Exception {
    try (JobPool jobs = new JobPool(JobPool.builder().knob("SEC_CREDENTIAL_REFRESH", "1").up())) {
      LivePool pool = jobs.pool;
      assumeThat(pool.version()).as("later releases read whatever is there").startsWith("23.");
      int running = jobs.submit("alice", "arguments = payload stop\nqueue " + RUNNING_JOBS + "\n");
      pool.waitForJob(running, JobPool.SOON, LivePool.RUNNING);
      jobs.submit("alice", "requirements = false\nqueue " + IDLE_JOBS + "\n");
      pool.waitForFile(jobs.auditLog(), JobPool.SOON);
      awaitTokensFor(jobs, "https://storage.example");
      CompletableFuture<LivePool.Result> reading =
          CompletableFuture.supplyAsync(
              () -> pool.run("root", READERS_SCRIPT, Duration.ofMinutes(5), "python3", "-"));

      for (int round = 1; round <= ROUNDS; round++) {
        replaceAll(jobs, "https://storage" + round + ".example");
      }
      jobs.release("alice", "stop");

      LivePool.Result read = reading.get();
      System.out.println("HTCondor " + pool.version() + ": reads, failed: " + read.stdout());
      assertThat(read.stderr()).isEmpty();
      assertThat(read.stdout().strip()).endsWith(" 0");
      jobs.awaitCompletion(running);
      assertThat(pool.call("root", "condor_history", "alice", "-af", "NumHolds"))
          .doesNotContainPattern("[1-9]");
    }
  }

  /** Another audience means another token for each job. */
  private static void replaceAll(JobPool jobs, String audience) {
    jobs.pool.configure("LOCAL_CREDMON_TOKEN_AUDIENCE = " + audience);
    jobs.pool.signalCredmon("HUP");
    awaitTokensFor(jobs, audience);
  }

  private static void awaitTokensFor(JobPool jobs, String audience) {
    jobs.pool.waitFor(
        "tokens for " + audience,
        Duration.ofMinutes(1),
        () -> {
          List<?> tokens =
              jobs.auditLogLines().stream()
                  .filter(line -> line.toString().contains(audience))
                  .toList();
          return tokens.size() < IDLE_JOBS + RUNNING_JOBS ? Optional.empty() : Optional.of(true);
        });
  }
}
