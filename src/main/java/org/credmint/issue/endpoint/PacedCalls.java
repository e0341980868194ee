// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.endpoint;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A lane's threads for the calls to one issuer: in the order in which they were asked for, so many
 * at once, and at the issuer's {@link IssuerPace pace}. What waits costs no thread.
 */
public final class PacedCalls extends AbstractExecutorService {
  /** However long the wait is, the clock may be set meanwhile. */
  private static final Duration LONGEST_SLEEP = Duration.ofSeconds(1);

  private final int atOnce;
  private final IssuerPace pace;
  private final InstantSource clock;
  private final ScheduledThreadPoolExecutor threads;
  private final Deque<Runnable> line = new ArrayDeque<>();
  private int calling;
  private boolean sleeping;

  /**
   * Threads for an issuer.
   *
   * @param name of the issuer, for the threads
   * @param atOnce how many calls are made at once
   */
  public PacedCalls(String name, int atOnce, IssuerPace pace, InstantSource clock) {
    this.atOnce = atOnce;
    this.pace = pace;
    this.clock = clock;
    this.threads =
        new ScheduledThreadPoolExecutor(
            atOnce,
            task -> {
              Thread thread = new Thread(task, "issuer-" + name);
              thread.setDaemon(true);
              return thread;
            });
    threads.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public synchronized void execute(Runnable call) {
    if (threads.isShutdown()) {
      throw new RejectedExecutionException("shut down");
    }
    line.add(call);
    advance();
  }

  private void advance() {
    while (calling < atOnce && !line.isEmpty() && !threads.isShutdown()) {
      Duration wait = pace.untilNext(clock.instant());
      if (!wait.isZero()) {
        sleep(wait.compareTo(LONGEST_SLEEP) < 0 ? wait : LONGEST_SLEEP);
        return;
      }
      pace.begins(clock.instant());
      calling++;
      Runnable call = line.remove();
      threads.execute(() -> run(call));
    }
  }

  private void run(Runnable call) {
    try {
      call.run();
    } finally {
      ended();
    }
  }

  private synchronized void ended() {
    calling--;
    advance();
  }

  /** One alarm is enough, since nobody overtakes. */
  private void sleep(Duration wait) {
    if (!sleeping) {
      sleeping = true;
      Future<?> unused = threads.schedule(this::wake, wait.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private synchronized void wake() {
    sleeping = false;
    advance();
  }

  /** Begins no further call; what stands in line is never asked. */
  @Override
  public synchronized void shutdown() {
    line.clear();
    threads.shutdown();
  }

  @Override
  public synchronized List<Runnable> shutdownNow() {
    List<Runnable> never = new ArrayList<>(line);
    line.clear();
    threads.shutdownNow();
    return never;
  }

  @Override
  public boolean isShutdown() {
    return threads.isShutdown();
  }

  @Override
  public boolean isTerminated() {
    return threads.isTerminated();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    return threads.awaitTermination(timeout, unit);
  }
}
