package org.credmint.daemon;

import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The workers: each errand's result, or what it broke on, comes back as a message. Whoever ends the
 * process waits for what writes, not for what it can do without.
 */
final class Crew {
  private final Executor writers;
  private final Executor waiters;
  private final int size;
  private final Inbox inbox;

  /** Made early: where the program's files were overwritten, no class can be loaded any more. */
  private final Function<Throwable, Message> broken = Message.Broken::new;

  /**
   * A crew.
   *
   * @param writers whose errands are let come to their end
   * @param size how many rounds they do at once
   * @param waiters whose errands may be left undone
   * @param inbox where results go
   */
  Crew(Executor writers, int size, Executor waiters, Inbox inbox) {
    this.writers = writers;
    this.size = size;
    this.waiters = waiters;
    this.inbox = inbox;
  }

  /** How many rounds are done at once. */
  int size() {
    return size;
  }

  /** Has something done that writes; it comes to its end before the process does. */
  void send(Supplier<Message> errand) {
    writers.execute(() -> inbox.put(resultOf(errand)));
  }

  /** Has something done that may be left undone; the end of the process cuts it short. */
  void sendToWait(Supplier<Message> errand) {
    waiters.execute(() -> inbox.put(resultOf(errand)));
  }

  @SuppressWarnings("CatchingUnchecked") // an error that is lost here would be lost for good
  private Message resultOf(Supplier<Message> errand) {
    try {
      return errand.get();
    } catch (RuntimeException | Error e) {
      return broken.apply(e);
    }
  }
}
