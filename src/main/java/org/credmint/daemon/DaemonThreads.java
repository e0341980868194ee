// SPDX-License-Identifier: Apache-2.0
package org.credmint.daemon;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The daemon's threads, and how they end. */
final class DaemonThreads implements AutoCloseable {
  /** While some batches wait for the disk the others sign. */
  private static final int FEWEST_BATCHES = 3;

  private static final int MOST_BATCHES = 8;

  /** What may run beside the batches: two sources of demand, completion file, audit log. */
  private static final int TASKS = 4;

  /** What the end cuts short: reload, holds, the report of readiness, what is loaded ahead. */
  private static final int WAITS = 4;

  private static final Duration LONGEST_REST = Duration.ofSeconds(5);

  /** Half of the second promised: on a busy machine the rest of the end takes its time too. */
  private static final Duration LONGEST_WRITE = Duration.ofMillis(500);

  /** Long enough to kill the program that is waited for. */
  private static final Duration LONGEST_KILL = Duration.ofMillis(100);

  private final int batches;
  private final ExecutorService writers;
  private final ExecutorService waiters;

  /**
   * Threads for a machine.
   *
   * @param processors how many it has
   */
  DaemonThreads(int processors) {
    batches = Math.max(FEWEST_BATCHES, Math.min(MOST_BATCHES, 1 + 2 * processors));
    writers = pool(batches + TASKS, "worker");
    waiters = pool(WAITS, "waiter");
  }

  /** The workers, whose results go to the inbox. */
  WorkerPools workers(Inbox inbox) {
    return new WorkerPools(writers, batches, waiters, inbox);
  }

  /** For what the end cuts short. */
  Executor waiters() {
    return waiters;
  }

  /** Lets the write in hand come to its end, and cuts short what need not be done. */
  @Override
  public void close() {
    waiters.shutdownNow();
    writers.shutdown();
    await(writers, LONGEST_WRITE);
    await(waiters, LONGEST_KILL);
  }

  private static void await(ExecutorService ending, Duration longest) {
    try {
      if (!ending.awaitTermination(longest.toMillis(), TimeUnit.MILLISECONDS)) {
        ending.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      ending.shutdownNow();
    }
  }

  /** Threads that end when there was nothing to do for a while: most of the time there is not. */
  private static ExecutorService pool(int size, String name) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            size,
            size,
            LONGEST_REST.toMillis(),
            TimeUnit.MILLISECONDS,
            new LinkedBlockingQueue<>(),
            threads(name));
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  private static ThreadFactory threads(String name) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}
