// SPDX-License-Identifier: Apache-2.0
package org.credmint.renew;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.credmint.credential.CredentialId;
import org.junit.jupiter.api.Test;

class RenewalScheduleTest {
  private static final Instant START = Instant.parse("2026-11-22T00:00:00Z");
  private static final CredentialId ALICE = new CredentialId("alice", "scitokens", "");

  private final RenewalSchedule schedule =
      new RenewalSchedule(new Freshness(Duration.ofSeconds(300)));

  @Test
  void isDueAroundHalfOfLifeWhereThePromiseAllowsIt() {
    Instant due = schedule.dueAt(ALICE, START, START.plusSeconds(7200), START);
    assertThat(due).isBetween(START.plusSeconds(3240), START.plusSeconds(3960));
  }

  @Test
  void isDueAtTheLatestMomentWhereHalfOfLifeWouldBreakThePromise() {
    RenewalSchedule slowPull = new RenewalSchedule(new Freshness(Duration.ofSeconds(600)));
    Instant due = slowPull.dueAt(ALICE, START, START.plusSeconds(1200), START);
    assertThat(due).isEqualTo(START.plusSeconds(1200 - 600 - 5 - 100 - 60));
  }

  @Test
  void fallsBackToHalfOfLifeWhereNoMomentKeepsThePromise() {
    Instant due = schedule.dueAt(ALICE, START, START.plusSeconds(100), START);
    assertThat(due).isBetween(START.plusSeconds(45), START.plusSeconds(55));
  }

  @Test
  void isDueAtOnceWhereTheTokenComesFromTheFuture() {
    Instant dayBefore = START.minus(Duration.ofDays(1));
    assertThat(schedule.dueAt(ALICE, START, START.plusSeconds(1200), dayBefore))
        .isEqualTo(dayBefore);
  }

  @Test
  void bearsAClockThatIsAMinuteBehind() {
    Instant behind = START.minusSeconds(60);
    assertThat(schedule.dueAt(ALICE, START, START.plusSeconds(1200), behind)).isAfter(START);
  }

  @Test
  void isDueAtOnceWhereTheTokenHasNoLife() {
    assertThat(schedule.dueAt(ALICE, START, START, START)).isEqualTo(START);
    assertThat(schedule.dueAt(ALICE, START, START.minusSeconds(5), START)).isEqualTo(START);
  }

  @Test
  void spreadsCredentialsOfTheSameAgeEvenlyAndAlwaysTheSameWay() {
    long[] perDecile = new long[10];
    IntStream.range(0, 10_000)
        .mapToObj(i -> new CredentialId("user" + i, "scitokens", ""))
        .forEach(
            id -> {
              Instant due = schedule.dueAt(id, START, START.plusSeconds(20_000), START);
              assertThat(schedule.dueAt(id, START, START.plusSeconds(20_000), START))
                  .isEqualTo(due);
              long offset = Duration.between(START.plusSeconds(9_000), due).toMillis();
              perDecile[(int) Math.min(9, offset / 200_000)]++;
            });
    assertThat(LongStream.of(perDecile)).allMatch(count -> count > 850 && count < 1150);
  }

  @Test
  void retriesAfterASecondThenEverMoreSlowlyUpToFiveMinutes() {
    Duration last = Duration.ZERO;
    for (int failures = 1; failures < 100; failures++) {
      Duration delay = Duration.between(START, schedule.retryAt(ALICE, failures, START, START));
      assertThat(delay).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(330));
      assertThat(delay).isGreaterThanOrEqualTo(last);
      last = delay;
    }
    assertThat(last).isGreaterThan(Duration.ofSeconds(260));
  }

  @Test
  void retriesMoreOftenAsTheLiveTokenNearsItsEnd() {
    Instant expiresAt = START.plusSeconds(80);
    Duration delay = Duration.between(START, schedule.retryAt(ALICE, 50, expiresAt, START));
    assertThat(delay).isBetween(Duration.ofSeconds(9), Duration.ofSeconds(11));
  }

  /**
   * DESIGN of the promise: whatever the phase of the pulls and the failures within the budget, no
   * job is left behind.
   */
  @Test
  void noJobEverHoldsAnExpiredTokenWhileFailuresStayWithinTheRetryBudget() {
    Random random = new Random(20261122);
    for (int run = 0; run < 5_000; run++) {
      Duration pull = Duration.ofSeconds(1 + random.nextInt(900));
      Freshness freshness = new Freshness(pull);
      Duration lifetime = freshness.shortestLifetime().plusSeconds(random.nextInt(7200));
      assertThat(simulate(random, freshness, lifetime))
          .as("run %d: pull %s, lifetime %s", run, pull, lifetime)
          .isGreaterThanOrEqualTo(freshness.margin(lifetime));
    }
  }

  /** The least life that a job ever sees in its sandbox over twenty renewals. */
  private static Duration simulate(Random random, Freshness freshness, Duration lifetime) {
    RenewalSchedule schedule = new RenewalSchedule(freshness);
    CredentialId id = new CredentialId("u" + random.nextInt(), "scitokens", "");
    Duration least = lifetime;
    Instant issued = START;
    for (int renewal = 0; renewal < 20; renewal++) {
      Instant expires = issued.plus(lifetime);
      Instant due = schedule.dueAt(id, issued, expires, issued);
      Instant replaced =
          due.plus(part(random, freshness.longestLoop()))
              .plus(part(random, freshness.retryBudget(lifetime)));
      Instant lastUseOfOldToken = replaced.plus(part(random, freshness.pullInterval()));
      Duration left = Duration.between(lastUseOfOldToken, expires);
      least = left.compareTo(least) < 0 ? left : least;
      issued = replaced;
    }
    return least;
  }

  private static Duration part(Random random, Duration whole) {
    return Duration.ofMillis((long) (random.nextDouble() * (whole.toMillis() + 1)));
  }

  @Test
  void anyStepOfTheClockLeavesEveryTokenEitherFreshOrDue() {
    Random random = new Random(7);
    for (int run = 0; run < 20_000; run++) {
      Duration lifetime = Duration.ofSeconds(1 + random.nextInt(100_000));
      Instant now = START.plusSeconds(random.nextInt(400_000) - 200_000);
      Instant due = schedule.dueAt(ALICE, START, START.plus(lifetime), now);
      boolean valid =
          !now.isBefore(START.minus(RenewalSchedule.CLOCK_TOLERANCE))
              && now.isBefore(START.plus(lifetime));
      if (!valid) {
        assertThat(due).as("clock at %s", now).isBeforeOrEqualTo(now);
      } else {
        assertThat(due).isBefore(START.plus(lifetime));
      }
    }
  }
}
