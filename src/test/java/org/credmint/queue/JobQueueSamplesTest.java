// SPDX-License-Identifier: Apache-2.0
package org.credmint.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.credmint.credential.AttributeValue.Text;
import org.credmint.credential.AttributeValue.Whole;
import org.credmint.credential.JobAttributes;
import org.credmint.os.Host;
import org.credmint.queue.job.JobStatus;
import org.credmint.queue.job.QueueFilter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The samples were written by a schedd of the release in their name, and shortened: three jobs of
 * alice, one edited, one removed; five of bob that come into being two at a time; two of alice that
 * were submitted on hold. One sample is the log as it grew, the other as the schedd began it anew.
 */
class JobQueueSamplesTest {
  private static final Path SAMPLES = Path.of("test-fixtures", "job_queue");

  @TempDir Path directory;

  private static Follower follow(Path log) {
    return new Follower(
        new JobQueue(
            Host.create(),
            log,
            new QueueFilter(
                Set.of("scitokens"),
                Set.of(
                    "CredmintScope_scitokens",
                    "CredmintAudience_scitokens",
                    "CredmintLifetime_scitokens"))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"grown-23.9.6", "grown-25.14.1", "begun-anew-23.9.6", "begun-anew-25.14.1"})
  void bothReleasesAreUnderstood(String sample) {
    try (Follower jobs = follow(SAMPLES.resolve(sample + ".log"))) {
      assertThat(jobs.look())
          .containsExactly(
              "+ alice/scitokens_1.0",
              "+ alice/scitokens_1.1",
              "+ bob/scitokens_2",
              "+ alice/scitokens_3.0",
              "+ alice/scitokens_3.1");
      JobAttributes inherited = jobs.asked("alice/scitokens_1.0").attributes();
      assertThat(inherited.get("CredmintScope_scitokens"))
          .contains(new Text("storage.read:/a \"b\" \\x"));
      assertThat(inherited.get("CredmintAudience_scitokens"))
          .contains(new Text("https://a.example"));
      assertThat(inherited.get("CredmintLifetime_scitokens")).contains(new Whole(600));
      JobAttributes edited = jobs.asked("alice/scitokens_1.1").attributes();
      assertThat(edited.get("CredmintScope_scitokens")).contains(new Text("storage.read:/edited"));
      assertThat(jobs.asked("bob/scitokens_2").overridden()).isEmpty();
      assertThat(jobs.asked("alice/scitokens_3.1").status()).isEqualTo(JobStatus.HELD);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"23.9.6", "25.14.1"})
  void aLogThatTheScheddBeganAnewTellsOnlyWhatHappenedMeanwhile(String release) throws Exception {
    Path log = Files.copy(SAMPLES.resolve("grown-" + release + ".log"), directory.resolve("log"));
    try (Follower jobs = follow(log)) {
      jobs.look();
      Path fresh =
          Files.copy(SAMPLES.resolve("begun-anew-" + release + ".log"), directory.resolve("tmp"));
      Files.delete(log);
      Files.move(fresh, log);
      // In 25.14 the last running job of bob's cluster went on hold when its schedd ended.
      java.util.List<String> meanwhile =
          release.startsWith("25.") ? java.util.List.of("+ bob/scitokens_2") : java.util.List.of();
      assertThat(jobs.look()).isIn(meanwhile, java.util.List.of("+ alice/scitokens_1.0"));
    }
  }

  @Test
  void theLogHoldsNothingElseThatIsOdd() {
    for (String release : new String[] {"23.9.6", "25.14.1"}) {
      try (Follower jobs = follow(SAMPLES.resolve("grown-" + release + ".log"))) {
        assertThat(jobs.changes().skipped()).isEmpty();
      }
    }
  }
}
