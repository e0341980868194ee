// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.lane;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.credmint.credential.CredentialId;
import org.credmint.issue.Issuance;
import org.credmint.issue.Issuance.Awaited;
import org.credmint.issue.Issuance.Failed;
import org.credmint.issue.Issuance.FailureKind;
import org.credmint.issue.Issuance.Issued;
import org.credmint.policy.decision.Plan;
import org.credmint.secret.Secret;

/**
 * Where issuers that wait for somebody else do so: a few threads of their own, so that a slow
 * issuer delays nobody but those that wait for it. One call at a time for each credential; calls
 * beyond the threads stand in line. Safe for use by several threads.
 *
 * <p>A {@linkplain Issued#successor successor} is kept by {@link Successors} before the answer can
 * be had, whether anybody still waits for the answer or not. {@link #close} begins no further call,
 * and gives those that are under way a second in all: their answers may hold successors.
 */
public final class Lane implements AutoCloseable {
  /** Makes successors durable. */
  public interface Successors {
    /**
     * Makes one durable before it returns.
     *
     * @return what is to be answered where it could not; empty where it did
     */
    Optional<Failed> keep(CredentialId id, Secret successor);
  }

  /** How long the end waits for a successor that is being kept. */
  private static final Duration LONGEST_KEEPING = Duration.ofMillis(250);

  /** How long the end waits for calls that are under way. */
  private static final Duration LONGEST_END = Duration.ofMillis(750);

  /** How long an answer is kept that nobody fetches. */
  private static final Duration ANSWERS_KEPT = Duration.ofMinutes(10);

  private final String name;
  private final Duration timeout;
  private final Duration answersKept;
  private final Successors successors;
  private final Consumer<CredentialId> answered;
  private final ExecutorService callers;
  private final ScheduledExecutorService timer;
  private final ConcurrentMap<CredentialId, Call> calls = new ConcurrentHashMap<>();

  /** Shared by those that keep successors; the end takes it for good. */
  private final ReadWriteLock keeping = new ReentrantReadWriteLock();

  private volatile boolean ending;

  /**
   * A lane.
   *
   * @param name of the lane, for threads and reasons
   * @param threads how many calls are made at once
   * @param timeout how long one call may take before it counts as failed
   * @param successors keeps successors
   * @param answered is told of each credential with an answer; called by any thread
   */
  public Lane(
      String name,
      int threads,
      Duration timeout,
      Successors successors,
      Consumer<CredentialId> answered) {
    this(name, Executors.newFixedThreadPool(threads, daemons(name)), timeout, successors, answered);
  }

  /** The same with others that make the calls, which it ends. */
  public Lane(
      String name,
      ExecutorService callers,
      Duration timeout,
      Successors successors,
      Consumer<CredentialId> answered) {
    this(name, callers, timeout, ANSWERS_KEPT, successors, answered);
  }

  Lane(
      String name,
      ExecutorService callers,
      Duration timeout,
      Duration answersKept,
      Successors successors,
      Consumer<CredentialId> answered) {
    this.name = name;
    this.timeout = timeout;
    this.answersKept = answersKept;
    this.successors = successors;
    this.answered = answered;
    this.callers = callers;
    this.timer = Executors.newSingleThreadScheduledExecutor(daemons(name));
  }

  private static ThreadFactory daemons(String name) {
    return task -> {
      Thread thread = new Thread(task, "lane-" + name);
      thread.setDaemon(true);
      return thread;
    };
  }

  /**
   * The answer for a credential, where it has come for this very plan; else a call is begun, if
   * none is on its way. An answer for another plan is thrown away: what was asked for then may not
   * be allowed any more.
   *
   * @param asking asks; where it throws, that is a failure that may pass
   */
  public Issuance issue(Plan plan, Supplier<Issuance> asking) {
    Call known;
    try {
      known = calls.computeIfAbsent(plan.id(), id -> begin(new Call(plan, asking)));
    } catch (RejectedExecutionException e) {
      return new Failed(FailureKind.TRANSIENT, "the daemon is shutting down");
    }
    Optional<Issuance> answer = known.answerOrAsk(plan, asking);
    if (answer.isEmpty()) {
      return new Awaited(timeout.multipliedBy(2));
    }
    calls.remove(plan.id(), known);
    if (known.isFor(plan)) {
      return answer.get();
    }
    Call.close(answer.get());
    return issue(plan, asking);
  }

  private Call begin(Call call) {
    callers.execute(() -> make(call));
    return call;
  }

  private void make(Call call) {
    if (ending) {
      return;
    }
    Future<?> alarm = timer.schedule(() -> giveUp(call), timeout.toMillis(), TimeUnit.MILLISECONDS);
    Issuance answer = answerOf(call);
    alarm.cancel(false);
    answer(call, answer);
  }

  /** What is wrong with one credential's input must not leave it without an answer. */
  private Issuance answerOf(Call call) {
    try {
      return kept(call.id(), call.ask());
    } catch (RuntimeException e) {
      return new Failed(
          FailureKind.TRANSIENT, name + ": internal error, " + e.getClass().getSimpleName());
    }
  }

  private void giveUp(Call call) {
    answer(
        call,
        new Failed(
            FailureKind.TRANSIENT,
            "no answer from %s within %d s".formatted(name, timeout.toSeconds())));
    call.interrupt();
  }

  private void answer(Call call, Issuance answer) {
    if (call.answer(answer)) {
      answered.accept(call.id());
      forgetInTime(call);
    }
  }

  /** Nobody fetches the answer where policy has come to deny the credential meanwhile. */
  private void forget(Call call) {
    if (calls.remove(call.id(), call)) {
      call.wipe();
    }
  }

  private void forgetInTime(Call call) {
    try {
      Future<?> unused =
          timer.schedule(() -> forget(call), answersKept.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // The lane is closed, and all that it remembers goes with it.
    }
  }

  private Issuance kept(CredentialId id, Issuance answer) {
    if (answer.successor().isEmpty()) {
      return answer;
    }
    keeping.readLock().lock();
    try (Secret successor = answer.successor().get()) {
      Optional<Failed> failure = successors.keep(id, successor);
      if (failure.isEmpty()) {
        return withoutSuccessor(answer);
      }
      Call.close(answer);
      return failure.get();
    } finally {
      keeping.readLock().unlock();
    }
  }

  private static Issuance withoutSuccessor(Issuance answer) {
    if (answer instanceof Issued issued) {
      return new Issued(issued.content(), issued.description());
    }
    return answer instanceof Failed failed
        ? new Failed(failed.kind(), failed.reason(), failed.retryAfter())
        : answer;
  }

  /** Ends; see above. A successor that is being kept then is kept whole. */
  @Override
  public void close() {
    ending = true;
    callers.shutdown();
    try {
      callers.awaitTermination(LONGEST_END.toMillis(), TimeUnit.MILLISECONDS);
      callers.shutdownNow();
      timer.shutdownNow();
      keeping.writeLock().tryLock(LONGEST_KEEPING.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      callers.shutdownNow();
      timer.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
