// SPDX-License-Identifier: Apache-2.0
package org.credmint.daemon;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * An inbox that plays a script: each time the loop has nothing more to do and waits, the next step
 * happens. After the last one the loop is told to stop. So nothing ever sleeps, and each step sees
 * a settled loop.
 */
final class ScriptedInbox extends Inbox {
  private final Deque<Runnable> steps = new ArrayDeque<>();
  private Duration lastWait = Duration.ZERO;

  /** Adds a step; it may put messages. */
  ScriptedInbox then(Runnable step) {
    steps.add(step);
    return this;
  }

  /** For how long the loop meant to wait when the last step happened. */
  Duration lastWait() {
    return lastWait;
  }

  @Override
  @Nullable Message await(Duration longest) {
    Message waiting = poll();
    if (waiting != null) {
      return waiting;
    }
    if (longest.isZero() || longest.isNegative()) {
      return null;
    }
    lastWait = longest;
    Runnable step = steps.poll();
    if (step == null) {
      return new Message.Stop("the script is over");
    }
    step.run();
    return poll();
  }
}
