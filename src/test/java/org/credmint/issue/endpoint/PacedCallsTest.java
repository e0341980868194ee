// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.credmint.issue.Issuance.Failed;
import org.credmint.issue.Issuance.FailureKind;
import org.credmint.issue.endpoint.TokenEndpoint.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PacedCallsTest {
  private static final Instant NOW = Instant.parse("2026-11-28T00:00:00Z");

  private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
  private final IssuerPace pace = new IssuerPace();
  private final PacedCalls calls = new PacedCalls("test", 2, pace, now::get);
  private final BlockingQueue<String> done = new LinkedBlockingQueue<>();

  @AfterEach
  void close() {
    calls.shutdownNow();
  }

  private String next() throws InterruptedException {
    return Optional.ofNullable(done.poll(20, TimeUnit.SECONDS)).orElseThrow();
  }

  private static Reply failure(Duration retryAfter) {
    return new Reply.Refused(
        new Failed(
            FailureKind.TRANSIENT,
            "busy",
            retryAfter.isZero() ? Optional.empty() : Optional.of(retryAfter)),
        Reply.Cause.ISSUER);
  }

  @Test
  void callsBeyondTheBoundStandInLineAndKeepTheirOrder() throws Exception {
    CountDownLatch open = new CountDownLatch(1);
    for (int i = 0; i < 2; i++) {
      calls.execute(
          () -> {
            try {
              open.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            done.add("held");
          });
    }
    calls.execute(() -> done.add("third"));
    assertThat(done).isEmpty();
    open.countDown();
    assertThat(new String[] {next(), next(), next()}).contains("held", "third");
  }

  @Test
  void whileTheIssuerRestsNothingIsCalled() throws Exception {
    pace.heard(failure(Duration.ofMinutes(2)), NOW);
    calls.execute(() -> done.add("one"));
    assertThat(done.poll(100, TimeUnit.MILLISECONDS)).isNull();
    now.set(NOW.plusSeconds(121));
    assertThat(next()).isEqualTo("one");
  }

  @Test
  void aClockThatWasSetBackSilencesNobody() throws Exception {
    pace.heard(failure(Duration.ofMinutes(2)), NOW);
    now.set(NOW.minus(Duration.ofDays(1)));
    calls.execute(() -> done.add("one"));
    assertThat(next()).isEqualTo("one");
  }

  @Test
  void restsGrowWhileTheIssuerFailsAndEndWithAnAnswer() {
    Instant time = NOW;
    Duration before = Duration.ZERO;
    for (int i = 0; i < 9; i++) {
      pace.heard(failure(Duration.ZERO), time);
      Duration rest = pace.untilNext(time);
      assertThat(rest).isGreaterThan(before).isLessThanOrEqualTo(Duration.ofMinutes(5));
      before = rest;
      time = time.plus(rest);
    }
    pace.heard(new Reply.Given(Map.of()), time);
    pace.heard(failure(Duration.ZERO), time);
    assertThat(pace.untilNext(time)).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void aWordOnALoginIsNoFailureOfTheIssuer() {
    pace.heard(
        new Reply.Refused(new Failed(FailureKind.NEEDS_USER, "revoked"), Reply.Cause.REQUEST), NOW);
    assertThat(pace.untilNext(NOW)).isZero();
  }

  @Test
  void afterTheEndNothingIsTaken() {
    calls.shutdownNow();
    assertThatThrownBy(() -> calls.execute(() -> {}))
        .isInstanceOf(RejectedExecutionException.class);
  }

  @Test
  void whatIsWrongWithOneRequestSlowsNobodyAndProvesNothing() {
    IssuerPace one = new IssuerPace();
    one.heard(
        new Reply.Refused(new Failed(FailureKind.TRANSIENT, "odd"), Reply.Cause.REQUEST), NOW);
    assertThat(one.untilNext(NOW)).isZero();
    one.heard(failure(Duration.ofMinutes(2)), NOW);
    one.heard(
        new Reply.Refused(new Failed(FailureKind.TRANSIENT, "odd"), Reply.Cause.REQUEST), NOW);
    assertThat(one.untilNext(NOW)).isEqualTo(Duration.ofMinutes(2));
  }
}
