// SPDX-License-Identifier: Apache-2.0
package org.credmint.queue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.credmint.queue.job.JobChange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Job queue logs as full disks, crashes, old schedds and many years leave them. */
class BadLogTest {
  @TempDir Path directory;

  private LogWriter log;
  private Follower jobs;

  @BeforeEach
  void begin() {
    log = new LogWriter(directory.resolve("job_queue.log")).beginAnew();
    jobs = new Follower(log.path());
  }

  @AfterEach
  void end() {
    jobs.close();
  }

  private static String[] job(String owner, int cluster, int proc) {
    return new String[] {
      "101 0" + cluster + ".-1 Job Machine",
      "101 " + cluster + "." + proc + " Job Machine",
      "103 0" + cluster + ".-1 Owner \"" + owner + "\"",
      "103 %1$d.%2$d OAuthServicesNeeded \"scitokens_%1$d.%2$d\"".formatted(cluster, proc),
      "103 " + cluster + "." + proc + " JobStatus 1"
    };
  }

  private void submit(String owner, int cluster) {
    log.commit(job(owner, cluster, 0));
  }

  @Test
  void theEndOfATransactionMayCarryAComment() {
    log.add("105 ");
    log.add(job("alice", 7, 0));
    log.add("106 # by condor_submit of alice@example.org \"x\" 102 7.0");
    log.add("105 # begun", "103 7.0 ProjectName \"atlas\"", "106\t", "106 #");
    QueueReadResult.Changes changes = jobs.changes();
    assertThat(changes.changes()).hasSize(1);
    assertThat(changes.skipped().size()).isLessThanOrEqualTo(1);
  }

  @Test
  void recordsOfNoJobChangeNothing() {
    submit("alice", 7);
    log.add("101 -1.-1 Job Machine", "103 -1.-1 Owner \"eve\"", "102 -1.-1", "101 0.7 X Y");
    log.add("103 0.7 Owner \"eve\"", "104 0.7 Owner", "102 0.7", "103 0.0 NextClusterNum 99");
    assertThat(jobs.look()).hasSize(1);
    assertThat(jobs.state()).containsOnlyKeys("alice/scitokens_7.0");
  }

  @Test
  void aLineThatAFullDiskGluedToTheNextIsSkippedAndTheOthersCount() {
    submit("alice", 7);
    jobs.look();
    log.addBytes("103 7.0 ProjectNa".getBytes(UTF_8));
    log.commit("103 7.0 ProjectName \"atlas\"");
    log.addBytes("102 7".getBytes(UTF_8));
    submit("bob", 8);
    log.addBytes("10".getBytes(UTF_8));
    submit("carol", 9);
    QueueReadResult.Changes changes = jobs.changes();
    assertThat(jobs.changes().changes()).isEmpty();
    assertThat(changes.changes()).extracting(change -> change.job().cluster()).contains(7, 8, 9);
    assertThat(changes.changes()).noneMatch(JobChange.Withdrawn.class::isInstance);
    assertThat(jobs.changes().skipped()).isEmpty();
  }

  @Test
  void aRemovalThatAFullDiskGluedToTheNextLineRemovesNoOtherJob() {
    submit("alice", 7);
    log.commit(
        "101 7.105 Job Machine",
        "103 7.105 OAuthServicesNeeded \"scitokens_7.105\"",
        "101 7.1105 Job Machine",
        "103 7.1105 OAuthServicesNeeded \"scitokens_7.1105\"",
        "101 7.1103 Job Machine",
        "103 7.1103 OAuthServicesNeeded \"scitokens_7.1103\"");
    assertThat(jobs.look()).hasSize(4);
    log.add("102 7.0105 ", "102 7.1105 ", "102 7.1103 7.0 ProjectName \"atlas\"", "102 007.0");
    assertThat(jobs.look()).isEmpty();
    assertThat(jobs.state()).hasSize(4);
  }

  @Test
  void doubledRecordsCountOnce() {
    log.add(job("alice", 7, 0));
    log.add(job("alice", 7, 0));
    log.add("101 7.0 Job Machine", "101 07.-1 Job Machine");
    assertThat(jobs.look()).containsExactly("+ alice/scitokens_7.0");
    assertThat(jobs.state()).containsOnlyKeys("alice/scitokens_7.0");
    log.add("102 7.0", "102 7.0", "102 7.0");
    assertThat(jobs.look()).containsExactly("- alice/scitokens_7.0");
  }

  @Test
  void anAdOfTwoHundredKilobytesIsReadAndSoAreTheJobsBehindIt() {
    log.add("105 ");
    log.add(job("alice", 7, 0));
    log.add("103 7.0 Environment \"" + "A=B ".repeat(50_000) + "\"");
    log.add("103 7.0 ProjectName \"atlas\"", "106 ");
    submit("bob", 8);
    assertThat(jobs.look()).containsExactly("+ alice/scitokens_7.0", "+ bob/scitokens_8.0");
    assertThat(jobs.changes().skipped()).isEmpty();
  }

  @Test
  void idsAboveHalfABillionAreJobsLikeOthers() {
    for (int cluster : new int[] {536_870_912, 999_999_999, Integer.MAX_VALUE}) {
      log.commit(job("alice", cluster, 0));
      log.commit("101 %d.%d Job Machine".formatted(cluster, Integer.MAX_VALUE));
    }
    assertThat(jobs.look())
        .containsExactly(
            "+ alice/scitokens_536870912.0",
            "+ alice/scitokens_999999999.0",
            "+ alice/scitokens_2147483647.0");
    log.commit("102 2147483647.0");
    assertThat(jobs.look()).containsExactly("- alice/scitokens_2147483647.0");
  }

  @Test
  void aShorterLogInThePlaceOfTheOneThatIsReadLosesNoJobThatIsInIt() throws Exception {
    for (int cluster = 1; cluster <= 2_000; cluster++) {
      submit("alice", cluster);
    }
    jobs.look();
    log.beginAnew(job("alice", 1_500, 0));
    assertThat(jobs.look()).hasSize(1_999).doesNotContain("- alice/scitokens_1500.0");
    assertThat(jobs.state()).containsOnlyKeys("alice/scitokens_1500.0");
    String whole = Files.readString(log.path());
    Files.writeString(log.path(), whole.substring(0, whole.length() - 10));
    jobs.look();
    assertThat(jobs.state()).containsOnlyKeys("alice/scitokens_1500.0");
  }

  @Test
  void ofALogThatIsMostlyOfNoInterestTheJobsAreServed() {
    jobs.look();
    for (int cluster = 1; cluster <= 400; cluster++) {
      submit("alice", cluster);
      for (int i = 0; i < 8; i++) {
        log.add(
            "103 %d.0 RemoteSysCpu %d.0".formatted(cluster, i),
            "101 0.%d User (empty)".formatted(cluster + 10_000),
            "103 0.%d Enabled true".formatted(cluster + 10_000));
      }
    }
    QueueReadResult.Changes changes = jobs.changes();
    assertThat(changes.changes()).hasSize(400);
    assertThat(changes.skipped()).isEmpty();
  }

  @Test
  void badLinesAreToldOnceThoughTheLogIsLookedAtAgainAndAgain() throws IOException {
    submit("alice", 7);
    log.add("hello", "103 7.0", "199 7.0 x", "103 99.0 Owner \"eve\"");
    List<String> told = jobs.changes().skipped();
    assertThat(told).hasSize(4).noneMatch(line -> line.contains("hello") || line.contains("eve"));
    for (int i = 0; i < 5; i++) {
      assertThat(jobs.changes().skipped()).isEmpty();
    }
    submit("bob", 8);
    assertThat(jobs.changes().skipped()).isEmpty();
  }

  @Test
  void bytesThatAreNoTextHurtOnlyTheirLine() {
    log.addBytes(new byte[] {'1', '0', '3', ' ', (byte) 0xff, (byte) 0xfe, 0, ' ', 1, '\n'});
    submit("alice", 7);
    log.addBytes("\0\0\0\0\0\0\0\0\n".getBytes(UTF_8));
    submit("bob", 8);
    assertThat(jobs.look()).containsExactly("+ alice/scitokens_7.0", "+ bob/scitokens_8.0");
  }
}
