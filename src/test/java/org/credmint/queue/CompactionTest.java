// SPDX-License-Identifier: Apache-2.0
package org.credmint.queue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The schedd begins the log of a long queue anew, three times a day since HTCondor 25.11.0: no job
 * leaves by that.
 */
class CompactionTest {
  private static final int JOBS = 100_000;

  @TempDir Path directory;
  private LogWriter log;
  private Follower follower;

  @BeforeEach
  void fillTheQueue() throws Exception {
    log = new LogWriter(directory.resolve("job_queue.log"));
    log.beginAnew();
    log.addBytes(jobs(1, "105 \n", "106 \n"));
    follower = new Follower(log.path());
    assertThat(follower.look()).hasSize(JOBS);
  }

  @AfterEach
  void close() throws Exception {
    follower.close();
  }

  @Test
  void ofAHundredThousandJobsNoneLeavesWhenTheLogIsBegunAnew() throws Exception {
    log.addBytes("105 \n103 7.0 JobStatus 2\n106 \n".getBytes(UTF_8));
    compact(1);

    assertThat(follower.look()).isEmpty();
    log.commit("102 9.0", "102 09.-1");
    assertThat(follower.look()).containsExactly("- alice/scitokens_9.0");
  }

  @Test
  void onlyWhatLeftOrCameMeanwhileIsTold() throws Exception {
    compact(2);
    log.commit(
        "101 0200000.-1 Job Machine",
        "103 0200000.-1 Owner \"alice\"",
        "101 200000.0 Job Machine",
        "103 200000.0 OAuthServicesNeeded \"scitokens_200000.0\"");

    assertThat(follower.look())
        .containsExactlyInAnyOrder("- alice/scitokens_1.0", "+ alice/scitokens_200000.0");
  }

  /** As the schedd does it: the whole queue in one file, without transactions, put in the place. */
  private void compact(int first) throws Exception {
    Path fresh = directory.resolve("job_queue.log.tmp");
    Files.write(
        fresh, jobs(first, "107 2 CreationTimestamp 1795319385\n101 0.0 Job Machine\n", ""));
    Files.move(fresh, log.path(), StandardCopyOption.ATOMIC_MOVE);
  }

  private static byte[] jobs(int first, String before, String after) {
    StringBuilder text = new StringBuilder(before);
    for (int cluster = first; cluster <= JOBS; cluster++) {
      text.append("101 0").append(cluster).append(".-1 Job Machine\n103 0");
      text.append(cluster).append(".-1 Owner \"alice\"\n101 ").append(cluster);
      text.append(".0 Job Machine\n103 ").append(cluster);
      text.append(".0 OAuthServicesNeeded \"scitokens_").append(cluster).append(".0\"\n");
    }
    return text.append(after).toString().getBytes(UTF_8);
  }
}
