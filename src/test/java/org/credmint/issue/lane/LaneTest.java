// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.credmint.credential.CredentialId;
import org.credmint.credential.CredentialKind;
import org.credmint.credential.Description;
import org.credmint.issue.Issuance;
import org.credmint.issue.Issuance.Awaited;
import org.credmint.issue.Issuance.Failed;
import org.credmint.issue.Issuance.FailureKind;
import org.credmint.issue.Issuance.Issued;
import org.credmint.policy.decision.Plan;
import org.credmint.policy.decision.TraceStep;
import org.credmint.secret.Secret;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LaneTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SOON = Duration.ofSeconds(20);

  private record TestPlan(CredentialId id, Duration lifetime, List<TraceStep> trace)
      implements Plan {}

  private final BlockingQueue<CredentialId> answered = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> kept = new LinkedBlockingQueue<>();
  private final CountDownLatch never = new CountDownLatch(1);
  private Optional<Failed> keepingFails = Optional.empty();
  private Lane lane = lane(4, LONG);

  private Lane lane(int threads, Duration timeout) {
    return new Lane("test", threads, timeout, this::keep, answered::add);
  }

  private Optional<Failed> keep(CredentialId id, Secret successor) {
    kept.add(id.user() + " " + text(successor));
    return keepingFails;
  }

  @AfterEach
  void close() {
    lane.close();
  }

  private static TestPlan plan(String user, long seconds) {
    CredentialId id = new CredentialId(user, "p", "");
    return new TestPlan(id, Duration.ofSeconds(seconds), List.of());
  }

  private static Issued issued(String content) {
    return new Issued(secret(content), description());
  }

  private static Description description() {
    return new Description(
        CredentialKind.SCITOKEN,
        "i",
        "k",
        "s",
        "u",
        List.of(),
        "",
        Instant.EPOCH,
        Instant.EPOCH.plusSeconds(60));
  }

  private static Secret secret(String text) {
    return Secret.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(Secret secret) {
    return secret.expose(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  private Issuance hang() {
    try {
      never.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return new Failed(FailureKind.TRANSIENT, "interrupted");
  }

  /** A call whose answer comes only when it is awaited, however quick the lane's threads are. */
  private void answered(TestPlan plan, Supplier<Issuance> call) throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    Issuance first =
        lane.issue(
            plan,
            () -> {
              awaitUninterrupted(asked);
              return call.get();
            });
    assertThat(first).isInstanceOf(Awaited.class);
    asked.countDown();
    assertThat(awaitAnswer()).isEqualTo(plan.id());
  }

  private CredentialId awaitAnswer() throws InterruptedException {
    return Optional.ofNullable(answered.poll(SOON.toSeconds(), TimeUnit.SECONDS)).orElseThrow();
  }

  @Test
  void anAnswerIsHadOnceWordOfItHasCome() throws Exception {
    TestPlan plan = plan("alice", 60);
    answered(plan, () -> issued("token"));
    assertThat(lane.issue(plan, this::hang))
        .isInstanceOfSatisfying(
            Issued.class, one -> assertThat(text(one.content())).isEqualTo("token"));
  }

  @Test
  void aCredentialHasOneCallAtATime() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    CountDownLatch begun = new CountDownLatch(1);
    Supplier<Issuance> call =
        () -> {
          calls.incrementAndGet();
          begun.countDown();
          return hang();
        };
    for (int i = 0; i < 5; i++) {
      assertThat(lane.issue(plan("alice", 60), call)).isInstanceOf(Awaited.class);
    }
    assertThat(begun.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
    lane.issue(plan("bob", 60), () -> issued("b"));
    assertThat(awaitAnswer().user()).isEqualTo("bob");
    assertThat(calls).hasValue(1);
  }

  @Test
  void fiftyCallsThatHangDelayNobodyWhoAsksAndEndAtOnce() {
    assertTimeoutPreemptively(
        SOON,
        () -> {
          for (int i = 0; i < 50; i++) {
            assertThat(lane.issue(plan("user" + i, 60), this::hang)).isInstanceOf(Awaited.class);
          }
          lane.close();
        });
  }

  @Test
  void aCallThatTakesTooLongIsAFailureThatMayPassAndMakesRoomForTheNext() throws Exception {
    lane = lane(1, Duration.ofMillis(50));
    TestPlan plan = plan("alice", 60);
    lane.issue(plan, this::hang);
    lane.issue(plan("bob", 60), () -> issued("b"));
    assertThat(awaitAnswer()).isEqualTo(plan.id());
    assertThat(lane.issue(plan, this::hang))
        .isInstanceOfSatisfying(
            Failed.class,
            failed -> {
              assertThat(failed.kind()).isEqualTo(FailureKind.TRANSIENT);
              assertThat(failed.reason()).contains("no answer from test");
            });
    assertThat(awaitAnswer().user()).isEqualTo("bob");
  }

  @Test
  void anAnswerToWhatIsNoLongerWantedIsThrownAwayAndAskedForAnew() throws Exception {
    Issued wide = issued("wide");
    answered(plan("alice", 600), () -> wide);
    Issuance answer = lane.issue(plan("alice", 60), () -> issued("narrow"));
    awaitAnswer();
    if (answer instanceof Awaited) {
      answer = lane.issue(plan("alice", 60), this::hang);
    }
    assertThat(answer)
        .isInstanceOfSatisfying(
            Issued.class, one -> assertThat(text(one.content())).isEqualTo("narrow"));
  }

  @Test
  void anAnswerThatNobodyFetchesIsForgottenAndWiped() throws Exception {
    lane =
        new Lane(
            "test",
            Executors.newSingleThreadExecutor(),
            LONG,
            Duration.ofMillis(50),
            this::keep,
            answered::add);
    Secret token = secret("token");
    answered(plan("alice", 60), () -> new Issued(token, description()));
    assertTimeoutPreemptively(SOON, () -> spinUntil(() -> isWiped(token)));
    assertThat(lane.issue(plan("alice", 60), this::hang)).isInstanceOf(Awaited.class);
  }

  private static void spinUntil(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.onSpinWait();
    }
  }

  private static boolean isWiped(Secret secret) {
    try {
      return secret.expose(bytes -> false);
    } catch (IllegalStateException e) {
      return true;
    }
  }

  @Test
  void oneThatIsClosedRefusesWithoutAnException() {
    lane.close();
    assertThat(lane.issue(plan("alice", 60), this::hang))
        .isInstanceOfSatisfying(
            Failed.class, failed -> assertThat(failed.reason()).contains("shutting down"));
  }

  @Test
  void aSuccessorIsKeptBeforeTheAnswerCanBeHad() throws Exception {
    answered(
        plan("alice", 60),
        () -> new Issued(secret("token"), description(), Optional.of(secret("next"))));
    assertThat(kept).containsExactly("alice next");
    assertThat(lane.issue(plan("alice", 60), this::hang))
        .isInstanceOfSatisfying(Issued.class, one -> assertThat(one.successor()).isEmpty());
  }

  @Test
  void aSuccessorIsKeptAlsoWhereTheAnswerCameTooLate() throws Exception {
    lane = lane(1, Duration.ofMillis(50));
    CountDownLatch late = new CountDownLatch(1);
    lane.issue(
        plan("alice", 60),
        () -> {
          awaitUninterrupted(late);
          return new Issued(secret("token"), description(), Optional.of(secret("next")));
        });
    awaitAnswer();
    late.countDown();
    assertThat(kept.poll(SOON.toSeconds(), TimeUnit.SECONDS)).isEqualTo("alice next");
    assertThat(lane.issue(plan("alice", 60), this::hang)).isInstanceOf(Failed.class);
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    boolean waiting = true;
    while (waiting) {
      try {
        latch.await();
        waiting = false;
      } catch (InterruptedException e) {
        waiting = true; // as a system call that cannot be interrupted
      }
    }
  }

  @Test
  void theEndWaitsForASuccessorThatIsBeingKept() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch disk = new CountDownLatch(1);
    Lane slowDisk =
        new Lane(
            "disk",
            1,
            LONG,
            (id, successor) -> {
              begun.countDown();
              awaitUninterrupted(disk);
              kept.add("whole");
              return Optional.empty();
            },
            answered::add);
    slowDisk.issue(
        plan("alice", 60),
        () -> new Issued(secret("token"), description(), Optional.of(secret("next"))));
    begun.await();
    Thread end = new Thread(slowDisk::close);
    end.start();
    disk.countDown();
    end.join(SOON.toMillis());
    assertThat(kept).containsExactly("whole");
  }

  @Test
  void theEndGivesACallThatIsUnderWayTheTimeToKeepItsSuccessorAndBeginsNoOther() throws Exception {
    lane = lane(1, LONG);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch ending = new CountDownLatch(1);
    lane.issue(
        plan("alice", 60),
        () -> {
          begun.countDown();
          awaitUninterrupted(ending);
          return new Issued(secret("token"), description(), Optional.of(secret("next")));
        });
    lane.issue(plan("bob", 60), () -> issued("bob was asked"));
    begun.await();
    Thread end = new Thread(lane::close);
    end.start();
    assertTimeoutPreemptively(SOON, () -> spinUntil(this::refuses));
    ending.countDown();
    end.join(SOON.toMillis());
    assertThat(kept).containsExactly("alice next");
    assertThat(answered).extracting(CredentialId::user).containsExactly("alice");
  }

  private boolean refuses() {
    return lane.issue(plan("carol", 60), this::hang) instanceof Failed;
  }

  @Test
  void lanesThatAreToEndBeginNoFurtherCallThoughNobodyWaitsForTheirEndYet() throws Exception {
    Lanes lanes = new Lanes();
    Lane one = lanes.of("issuer", told -> lane(1, LONG));
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    one.issue(
        plan("alice", 60),
        () -> {
          begun.countDown();
          awaitUninterrupted(busy);
          return issued("alice");
        });
    begun.await();
    lanes.end();
    assertTimeoutPreemptively(
        SOON, () -> spinUntil(() -> one.issue(plan("bob", 60), this::hang) instanceof Failed));
    busy.countDown();
    lanes.close();
    assertThat(lanes.of("issuer", told -> lane).issue(plan("carol", 60), this::hang))
        .isInstanceOf(Failed.class);
  }

  @Test
  void lanesEndTogether() {
    Lanes lanes = new Lanes();
    for (int i = 0; i < 20; i++) {
      lanes.of("issuer" + i, told -> lane(1, LONG)).issue(plan("alice", 60), this::hang);
    }
    assertTimeoutPreemptively(Duration.ofSeconds(10), lanes::close);
  }

  @Test
  void aSuccessorThatCannotBeKeptIsAFailureThatSaysSo() throws Exception {
    keepingFails =
        Optional.of(
            new Failed(FailureKind.NEEDS_USER, "the refresh token could not be saved: ENOSPC"));
    answered(
        plan("alice", 60),
        () -> new Issued(secret("token"), description(), Optional.of(secret("next"))));
    assertThat(lane.issue(plan("alice", 60), this::hang))
        .isInstanceOfSatisfying(
            Failed.class, failed -> assertThat(failed.reason()).contains("ENOSPC"));
  }

  @Test
  void aCallThatThrowsIsAFailureThatMayPassAndItsAlarmDisturbsNoOther() throws Exception {
    lane = lane(1, Duration.ofMillis(200));
    TestPlan plan = plan("alice", 60);
    answered(
        plan,
        () -> {
          throw new IllegalArgumentException("MARKED");
        });
    assertThat(lane.issue(plan, this::hang))
        .isInstanceOfSatisfying(
            Failed.class,
            failed -> {
              assertThat(failed.kind()).isEqualTo(FailureKind.TRANSIENT);
              assertThat(failed.reason())
                  .isEqualTo("test: internal error, IllegalArgumentException");
            });
  }

  @Test
  void anAlarmInterruptsOnlyItsOwnCall() {
    Call over = new Call(plan("alice", 60), () -> issued("token"));
    over.ask();
    over.interrupt();
    assertThat(Thread.interrupted()).isFalse();
    Call alarmed = new Call(plan("bob", 60), LaneTest::interrupted);
    alarmed.ask();
    assertThat(Thread.interrupted()).isFalse();
  }

  private static Issuance interrupted() {
    Thread.currentThread().interrupt();
    return new Failed(FailureKind.TRANSIENT, "interrupted");
  }

  @Test
  void whatStandsInLineIsAskedForAsTheConfigurationIsWhenItsTurnComes() throws Exception {
    lane = lane(1, LONG);
    CountDownLatch busy = new CountDownLatch(1);
    lane.issue(
        plan("bob", 60),
        () -> {
          awaitUninterrupted(busy);
          return issued("b");
        });
    lane.issue(plan("alice", 600), () -> issued("old"));
    assertThat(lane.issue(plan("alice", 60), () -> issued("new"))).isInstanceOf(Awaited.class);
    busy.countDown();
    awaitAnswer();
    awaitAnswer();
    assertThat(lane.issue(plan("alice", 60), this::hang))
        .isInstanceOfSatisfying(
            Issued.class, one -> assertThat(text(one.content())).isEqualTo("new"));
  }
}
