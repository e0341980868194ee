package org.credmint.daemon;

import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import java.util.function.Supplier;

/** The workers: each errand's result, or what it broke on, comes back as a message. */
final class Crew {
  private final ExecutorService workers;
  private final int size;
  private final Inbox inbox;

  /** Made early: where the program's files were overwritten, no class can be loaded any more. */
  private final Function<Throwable, Message> broken = Message.Broken::new;

  Crew(ExecutorService workers, int size, Inbox inbox) {
    this.workers = workers;
    this.size = size;
    this.inbox = inbox;
  }

  int size() {
    return size;
  }

  void send(Supplier<Message> errand) {
    workers.execute(() -> inbox.put(resultOf(errand)));
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
