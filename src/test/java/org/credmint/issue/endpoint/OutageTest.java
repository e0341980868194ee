// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import org.credmint.credential.CredentialId;
import org.credmint.issue.Issuance.Failed;
import org.credmint.issue.Issuance.FailureKind;
import org.credmint.issue.endpoint.TokenEndpoint.Reply;
import org.credmint.renew.Freshness;
import org.credmint.renew.RenewalSchedule;
import org.junit.jupiter.api.Test;

/**
 * Ten thousand users behind an issuer that serves two requests a second, in simulated time: the
 * schedule, the pace and a lane of four, without the disk and the network.
 */
final class OutageTest {
  private static final Instant START = Instant.parse("2026-11-28T00:00:00Z");
  private static final int USERS = 10_000;
  private static final int CALLS_AT_ONCE = 4;
  private static final double RATE = 2;
  private static final Duration LATENCY = Duration.ofMillis(300);
  private static final Duration LIFETIME = Duration.ofHours(3).plusMinutes(30);
  private static final Instant OUTAGE = START.plus(Duration.ofHours(2));
  private static final Instant RECOVERY = OUTAGE.plus(Duration.ofMinutes(30));
  private static final Instant END = START.plus(Duration.ofHours(12));

  private record Event(Instant at, Runnable act) {}

  private final RenewalSchedule schedule =
      new RenewalSchedule(new Freshness(Duration.ofSeconds(300)));
  private final IssuerPace pace = new IssuerPace();
  private final PriorityQueue<Event> events = new PriorityQueue<>(Comparator.comparing(Event::at));
  private final Deque<Integer> line = new ArrayDeque<>();
  private final Instant[] expiry = new Instant[USERS];
  private final int[] failures = new int[USERS];
  private Instant now = START;
  private int calling;
  private boolean sleeping;
  private double tokens = RATE;
  private Instant filled = START;
  private int requests;
  private int refused;
  private int duringOutage;
  private Duration leastLife = LIFETIME;

  private static CredentialId id(int user) {
    return new CredentialId("user" + user, "box", "");
  }

  private void at(Instant time, Runnable act) {
    events.add(new Event(time.isBefore(now) ? now : time, act));
  }

  private void due(int user) {
    line.add(user);
    callNext();
  }

  private void callNext() {
    while (calling < CALLS_AT_ONCE && !line.isEmpty()) {
      Duration wait = pace.untilNext(now);
      if (!wait.isZero()) {
        if (!sleeping) {
          sleeping = true;
          at(now.plus(wait), this::wake);
        }
        return;
      }
      pace.begins(now);
      call(line.remove());
    }
  }

  private void wake() {
    sleeping = false;
    callNext();
  }

  private void call(int user) {
    calling++;
    requests++;
    Reply reply = answer();
    at(now.plus(LATENCY), () -> answered(user, reply));
  }

  /** A bucket of two requests a second; with 429 it says when to come again. */
  private Reply answer() {
    if (!now.isBefore(OUTAGE) && now.isBefore(RECOVERY)) {
      duringOutage++;
      return new Reply.Refused(new Failed(FailureKind.TRANSIENT, "down"), Reply.Cause.ISSUER);
    }
    double more = Duration.between(filled, now).toMillis() / 1000.0 * RATE;
    tokens = Math.min(2 * RATE, tokens + more);
    filled = now;
    if (tokens < 1) {
      refused++;
      Optional<Duration> second = Optional.of(Duration.ofSeconds(1));
      return new Reply.Refused(
          new Failed(FailureKind.TRANSIENT, "429", second), Reply.Cause.ISSUER);
    }
    tokens--;
    return new Reply.Given(Map.of());
  }

  private void answered(int user, Reply reply) {
    calling--;
    pace.heard(reply, now);
    if (reply instanceof Reply.Refused refusedReply) {
      failed(user, refusedReply.failure().retryAfter());
    } else {
      renewed(user, now);
    }
    callNext();
  }

  private void renewed(int user, Instant issuedAt) {
    Duration left = Duration.between(now, expiry[user]);
    leastLife = left.compareTo(leastLife) < 0 ? left : leastLife;
    failures[user] = 0;
    expiry[user] = issuedAt.plus(LIFETIME);
    at(schedule.dueAt(id(user), issuedAt, expiry[user], now), () -> due(user));
  }

  private void failed(int user, Optional<Duration> retryAfter) {
    failures[user]++;
    Instant own = schedule.retryAt(id(user), failures[user], expiry[user], now);
    Instant asked = now.plus(retryAfter.orElse(Duration.ZERO));
    at(own.isBefore(asked) ? asked : own, () -> due(user));
  }

  @Test
  void nothingExpiresInAnOutageOfHalfAnHourAndTheIssuerIsNotStormed() {
    for (int user = 0; user < USERS; user++) {
      // As after a day of service: they were issued one after another.
      Instant issuedAt = START.minus(LIFETIME.dividedBy(2).multipliedBy(user).dividedBy(USERS));
      expiry[user] = issuedAt.plus(LIFETIME);
      int one = user;
      at(schedule.dueAt(id(user), issuedAt, expiry[user], now), () -> due(one));
    }
    while (events.peek() != null && events.peek().at().isBefore(END)) {
      Event next = events.remove();
      now = next.at();
      next.act().run();
    }
    assertThat(leastLife).isGreaterThan(Duration.ofMinutes(5));
    for (Instant end : expiry) {
      assertThat(end).isAfter(END);
    }
    assertThat(duringOutage).isLessThan(60);
    assertThat(refused).isLessThan(requests / 10);
  }
}
