// SPDX-License-Identifier: Apache-2.0
package org.credmint.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.credmint.credential.CredentialId;
import org.credmint.credential.CredentialKind;
import org.credmint.event.CredentialEvent;
import org.credmint.event.DirectoryEvent;
import org.credmint.event.Event;
import org.credmint.event.Level;
import org.credmint.event.RateLimitedJournal;
import org.junit.jupiter.api.Test;

class RateLimitedJournalTest {
  private static final Instant NOW = Instant.parse("2026-11-22T00:00:00Z");
  private static final String FULL = "write of /cred/%s/scitokens.use failed: disk full (ENOSPC)";

  private final List<Event> told = new ArrayList<>();
  private long nanos = Long.MAX_VALUE - 5;
  private final RateLimitedJournal journal = new RateLimitedJournal(told::add, () -> nanos);

  @Test
  void tellsTheFirstTwentyOfAKindOneByOneAndTheOthersByNumberAfterAMinute() {
    fail(100_000, FULL, true);
    assertThat(told).hasSize(20);
    nanos += RateLimitedJournal.WINDOW_NANOS - 1;
    journal.tellGathered();
    assertThat(told).hasSize(20);

    nanos += 1;
    journal.tellGathered();

    assertThat(told).hasSize(21);
    assertThat(told.get(20).level()).isEqualTo(Level.WARNING);
    assertThat(told.get(20).text())
        .isEqualTo(
            "Failed to renew credentials 99980 more times within a minute:"
                + " write of /cred/*/scitokens.use failed: disk full (ENOSPC)");
  }

  @Test
  void beginsAnewWhenTheNumberWasTold() {
    fail(25, FULL, true);
    nanos += RateLimitedJournal.WINDOW_NANOS;
    journal.tellGathered();
    told.clear();

    journal.tellGathered();
    assertThat(told).isEmpty();
    fail(25, FULL, true);
    assertThat(told).hasSize(20);
  }

  @Test
  void hidesNoFailureOfAnotherKind() {
    fail(1000, FULL, true);
    told.clear();

    fail(1, "the key is broken", true);

    assertThat(told).hasSize(1);
  }

  @Test
  void isAnErrorWhereOneOfThemHasNoLiveToken() {
    fail(30, FULL, true);
    fail(1, FULL, false);
    journal.tellRest();

    assertThat(told.get(20).level()).isEqualTo(Level.ERROR);
    assertThat(told.get(20).text()).contains(" 11 more times ");
  }

  @Test
  void tellsOfAFewFailuresNothingMore() {
    fail(20, FULL, true);
    journal.tellRest();

    assertThat(told).hasSize(20);
  }

  @Test
  void keepsTheNumberOfKindsSmall() {
    for (int i = 0; i < 10_000; i++) {
      fail(1, "reason " + i, true);
    }
    journal.tellRest();

    assertThat(told).hasSize(50 + 20 + 1);
    assertThat(told.get(70).text()).contains(" 9930 more times ", "different reasons");
  }

  @Test
  void countsFilesThatCannotBeRemovedByThemselves() {
    for (int i = 0; i < 30; i++) {
      CredentialId id = new CredentialId("user" + i, "scitokens", "7." + i);
      String reason = "unlinkat of /cred/user%d/scitokens_7.%d.use failed".formatted(i, i);
      journal.record(
          new DirectoryEvent.NotRemoved(
              id, id + ".use", "the job has left the queue", reason, NOW));
    }
    fail(1, "unlinkat of /cred/%s/*.use failed", true);
    journal.tellRest();

    assertThat(told).hasSize(20 + 1 + 1);
    assertThat(told.get(21).text())
        .isEqualTo(
            "Failed to remove files of jobs 10 more times within a minute:"
                + " unlinkat of /cred/*/*.use failed");
  }

  @Test
  void tellsEverythingElseAsItComes() {
    for (int i = 0; i < 100; i++) {
      journal.record(new DirectoryEvent.UserGone("user" + i));
    }

    assertThat(told).hasSize(100);
  }

  private void fail(int times, String reason, boolean tokenLives) {
    for (int i = 0; i < times; i++) {
      CredentialId id = new CredentialId("user" + i, "scitokens", "");
      Instant until = tokenLives ? NOW.plus(Duration.ofSeconds(60)) : Instant.EPOCH;
      journal.record(
          new CredentialEvent.NotRenewed(
              id,
              CredentialKind.SCITOKEN,
              reason.formatted(id.user()),
              until,
              NOW,
              Optional.of(NOW.plusSeconds(1))));
    }
  }
}
