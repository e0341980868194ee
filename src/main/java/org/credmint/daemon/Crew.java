package org.credmint.daemon;

import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;

/** The workers: each errand's result, or what it broke on, comes back as a message. */
final class Crew {
  private final ExecutorService workers;
  private final int size;
  private final Inbox inbox;

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
  private static Message resultOf(Supplier<Message> errand) {
    try {
      return errand.get();
    } catch (RuntimeException | Error e) {
      return new Message.Broken(e);
    }
  }
}
