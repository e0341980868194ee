// SPDX-License-Identifier: Apache-2.0
package org.credmint.daemon;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Where other threads leave word for the loop; the only thing that threads share. */
class Inbox {
  private final BlockingQueue<Message> queue = new LinkedBlockingQueue<>();

  /** Leaves a message. Never blocks. */
  void put(Message message) {
    queue.add(message);
  }

  /** The next message that is already there. */
  @Nullable Message poll() {
    return queue.poll();
  }

  /**
   * Waits for the next message.
   *
   * @return null when none came in that time
   */
  @Nullable Message await(Duration longest) {
    try {
      return queue.poll(Math.max(0, longest.toMillis()), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Message.Stop("interrupted");
    }
  }
}
