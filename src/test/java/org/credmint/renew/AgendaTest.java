package org.credmint.renew;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.credmint.credential.CredentialId;
import org.junit.jupiter.api.Test;

class AgendaTest {
  private static final Instant START = Instant.parse("2026-11-22T00:00:00Z");
  private static final CredentialId ALICE = new CredentialId("alice", "scitokens", "");

  private final Agenda agenda = new Agenda(new Freshness(Duration.ofSeconds(300)));

  @Test
  void is_due_around_half_of_life_where_the_promise_allows_it() {
    Instant due = agenda.dueAt(ALICE, START, START.plusSeconds(7200), START);
    assertThat(due).isBetween(START.plusSeconds(3240), START.plusSeconds(3960));
  }

  @Test
  void is_due_at_the_latest_moment_where_half_of_life_would_break_the_promise() {
    Agenda slowPull = new Agenda(new Freshness(Duration.ofSeconds(600)));
    Instant due = slowPull.dueAt(ALICE, START, START.plusSeconds(1200), START);
    assertThat(due).isEqualTo(START.plusSeconds(1200 - 600 - 5 - 100 - 60));
  }

  @Test
  void falls_back_to_half_of_life_where_no_moment_keeps_the_promise() {
    Instant due = agenda.dueAt(ALICE, START, START.plusSeconds(100), START);
    assertThat(due).isBetween(START.plusSeconds(45), START.plusSeconds(55));
  }

  @Test
  void is_due_at_once_where_the_token_comes_from_the_future() {
    Instant dayBefore = START.minus(Duration.ofDays(1));
    assertThat(agenda.dueAt(ALICE, START, START.plusSeconds(1200), dayBefore)).isEqualTo(dayBefore);
  }

  @Test
  void bears_a_clock_that_is_a_minute_behind() {
    Instant behind = START.minusSeconds(60);
    assertThat(agenda.dueAt(ALICE, START, START.plusSeconds(1200), behind)).isAfter(START);
  }

  @Test
  void is_due_at_once_where_the_token_has_no_life() {
    assertThat(agenda.dueAt(ALICE, START, START, START)).isEqualTo(START);
    assertThat(agenda.dueAt(ALICE, START, START.minusSeconds(5), START)).isEqualTo(START);
  }

  @Test
  void spreads_credentials_of_the_same_age_evenly_and_always_the_same_way() {
    long[] perDecile = new long[10];
    IntStream.range(0, 10_000)
        .mapToObj(i -> new CredentialId("user" + i, "scitokens", ""))
        .forEach(
            id -> {
              Instant due = agenda.dueAt(id, START, START.plusSeconds(20_000), START);
              assertThat(agenda.dueAt(id, START, START.plusSeconds(20_000), START)).isEqualTo(due);
              long offset = Duration.between(START.plusSeconds(9_000), due).toMillis();
              perDecile[(int) Math.min(9, offset / 200_000)]++;
            });
    assertThat(LongStream.of(perDecile)).allMatch(count -> count > 850 && count < 1150);
  }

  @Test
  void retries_after_a_second_then_ever_more_slowly_up_to_five_minutes() {
    Duration last = Duration.ZERO;
    for (int failures = 1; failures < 100; failures++) {
      Duration delay = Duration.between(START, agenda.retryAt(ALICE, failures, START, START));
      assertThat(delay).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(330));
      assertThat(delay).isGreaterThanOrEqualTo(last);
      last = delay;
    }
    assertThat(last).isGreaterThan(Duration.ofSeconds(260));
  }

  @Test
  void retries_more_often_as_the_live_token_nears_its_end() {
    Instant expiresAt = START.plusSeconds(80);
    Duration delay = Duration.between(START, agenda.retryAt(ALICE, 50, expiresAt, START));
    assertThat(delay).isBetween(Duration.ofSeconds(9), Duration.ofSeconds(11));
  }

  /**
   * DESIGN of the promise: whatever the phase of the pulls and the failures within the budget, no
   * job is left behind.
   */
  @Test
  void no_job_ever_holds_an_expired_token_while_failures_stay_within_the_retry_budget() {
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
    Agenda agenda = new Agenda(freshness);
    CredentialId id = new CredentialId("u" + random.nextInt(), "scitokens", "");
    Duration least = lifetime;
    Instant issued = START;
    for (int renewal = 0; renewal < 20; renewal++) {
      Instant expires = issued.plus(lifetime);
      Instant due = agenda.dueAt(id, issued, expires, issued);
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
  void any_step_of_the_clock_leaves_every_token_either_fresh_or_due() {
    Random random = new Random(7);
    for (int run = 0; run < 20_000; run++) {
      Duration lifetime = Duration.ofSeconds(1 + random.nextInt(100_000));
      Instant now = START.plusSeconds(random.nextInt(400_000) - 200_000);
      Instant due = agenda.dueAt(ALICE, START, START.plus(lifetime), now);
      boolean valid =
          !now.isBefore(START.minus(Agenda.CLOCK_TOLERANCE)) && now.isBefore(START.plus(lifetime));
      if (!valid) {
        assertThat(due).as("clock at %s", now).isBeforeOrEqualTo(now);
      } else {
        assertThat(due).isBefore(START.plus(lifetime));
      }
    }
  }
}
