// SPDX-License-Identifier: Apache-2.0
package org.credmint.queue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.credmint.os.Host;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobQueuePropertyTest {
  private static final Host HOST = Host.create();

  @TempDir Path directory;

  private Follower follower(LogWriter log, int bufferSize) {
    return new Follower(new JobQueue(HOST, log.path(), Follower.filter(), bufferSize));
  }

  @Test
  void whateverIsWrittenInWhateverPiecesTheOutcomeIsThatOfPlainReading() {
    for (int seed = 0; seed < 400; seed++) {
      Random random = new Random(seed);
      LogWriter log = new LogWriter(directory.resolve("log" + seed)).beginAnew();
      byte[] bytes = new RandomSchedd(random).records(random.nextInt(300)).getBytes(UTF_8);
      StringBuilder written = new StringBuilder(log.header());
      try (Follower jobs = follower(log, 128 + random.nextInt(500))) {
        int at = 0;
        while (at < bytes.length) {
          int end = Math.min(bytes.length, at + 1 + random.nextInt(random.nextInt(2_000) + 1));
          log.addBytes(Arrays.copyOfRange(bytes, at, end));
          written.append(new String(bytes, at, end - at, UTF_8));
          at = end;
          if (random.nextInt(3) > 0) {
            jobs.look();
            assertThat(jobs.state())
                .as("seed %d at %d", seed, at)
                .isEqualTo(ReferenceQueue.stateOf(written.toString()));
          }
        }
        jobs.look();
        assertThat(jobs.look()).as("seed %d", seed).isEmpty();
        assertThat(jobs.state()).isEqualTo(ReferenceQueue.stateOf(written.toString()));
      }
    }
  }

  @Test
  void aCutAtAnyByteWaitsForTheRest() {
    byte[] bytes = new RandomSchedd(new Random(3)).records(60).getBytes(UTF_8);
    LogWriter log = new LogWriter(directory.resolve("cut")).beginAnew();
    StringBuilder written = new StringBuilder(log.header());
    try (Follower jobs = follower(log, 1_024)) {
      for (byte b : bytes) {
        log.addBytes(new byte[] {b});
        written.append((char) b);
        jobs.look();
        assertThat(jobs.state())
            .as(written.toString())
            .isEqualTo(ReferenceQueue.stateOf(written.toString()));
      }
    }
  }

  @Test
  void aLogBegunAnewAtAnyMomentEndsInItsOwnOutcome() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      LogWriter log = new LogWriter(directory.resolve("log" + seed)).beginAnew();
      RandomSchedd schedd = new RandomSchedd(random);
      try (Follower jobs = follower(log, 4_096)) {
        for (int round = 0; round < 5; round++) {
          String old = schedd.records(random.nextInt(100));
          log.add(old);
          if (random.nextBoolean()) {
            jobs.look();
          }
          String fresh = schedd.records(random.nextInt(100));
          log.beginAnew(fresh);
          jobs.look();
          assertThat(jobs.state())
              .as("seed %d round %d", seed, round)
              .isEqualTo(ReferenceQueue.stateOf(log.header() + fresh + "\n"));
        }
      }
    }
  }

  @Test
  void noBytesMakeItFail() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      LogWriter log = new LogWriter(directory.resolve("log" + seed)).beginAnew();
      try (Follower jobs = follower(log, 128 + random.nextInt(300))) {
        jobs.look();
        for (int round = 0; round < 5; round++) {
          byte[] bytes = new RandomSchedd(random).records(50).getBytes(UTF_8);
          for (int i = random.nextInt(100); i > 0 && bytes.length > 0; i--) {
            byte any =
                (byte)
                    (random.nextBoolean()
                        ? random.nextInt()
                        : "10 \n\".-\0".charAt(random.nextInt(8)));
            bytes[random.nextInt(bytes.length)] = any;
          }
          log.addBytes(bytes);
          assertThat(jobs.changes().skipped()).hasSizeLessThanOrEqualTo(6);
        }
      }
    }
  }
}
