// SPDX-License-Identifier: Apache-2.0
package org.credmint.daemon;

import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The worker pools: the result of each task, or the exception that ended it, comes back as a
 * message. At shutdown tasks that write are waited for, others are not.
 */
final class WorkerPools {
  private final Executor writers;
  private final Executor waiters;
  private final int size;
  private final Inbox inbox;

  /** Made early: where the program's files were overwritten, no class can be loaded any more. */
  private final Function<Throwable, Message> broken = Message.WorkerCrashed::new;

  /**
   * A crew.
   *
   * @param writers whose tasks are completed at shutdown
   * @param size how many batches they do at once
   * @param waiters whose tasks may be abandoned at shutdown
   * @param inbox where results go
   */
  WorkerPools(Executor writers, int size, Executor waiters, Inbox inbox) {
    this.writers = writers;
    this.size = size;
    this.waiters = waiters;
    this.inbox = inbox;
  }

  /** How many batches run at once. */
  int size() {
    return size;
  }

  /** Has something done that writes; it comes to its end before the process does. */
  void send(Supplier<Message> task) {
    writers.execute(() -> inbox.put(resultOf(task)));
  }

  /** Has something done that may be left undone; the end of the process cuts it short. */
  void sendToWait(Supplier<Message> task) {
    waiters.execute(() -> inbox.put(resultOf(task)));
  }

  @SuppressWarnings("CatchingUnchecked") // an error that is lost here would be lost for good
  private Message resultOf(Supplier<Message> task) {
    try {
      return task.get();
    } catch (RuntimeException | Error e) {
      return broken.apply(e);
    }
  }
}
