// SPDX-License-Identifier: Apache-2.0
package org.credmint.os.process;

import java.time.Duration;
import java.util.List;
import java.util.function.LongConsumer;
import org.apache.commons.exec.ExecuteWatchdog;
import org.apache.commons.exec.Watchdog;
import org.jspecify.annotations.Nullable;

/**
 * Commons Exec's watchdog for one command, which kills the processes below it as well: the library
 * ends the first process only, by SIGTERM, and then waits for any process that still holds the
 * pipe.
 */
final class FamilyWatchdog extends ExecuteWatchdog {
  private final LongConsumer groupKiller;
  private @Nullable Process process;
  private boolean isCondemned;

  @SuppressWarnings("deprecation") // the builder cannot make a subclass
  FamilyWatchdog(Duration timeout, LongConsumer groupKiller) {
    super(timeout.toMillis());
    this.groupKiller = groupKiller;
  }

  @Override
  public synchronized void start(Process started) {
    super.start(started);
    process = started;
    if (isCondemned) {
      kill(); // it was too late before it began
    }
  }

  @Override
  public synchronized void timeoutOccured(@Nullable Watchdog watchdog) {
    Process first = process;
    if (first != null) {
      List<ProcessHandle> below = first.descendants().toList(); // while they can be found
      super.timeoutOccured(watchdog);
      first.destroyForcibly();
      below.forEach(ProcessHandle::destroyForcibly);
      groupKiller.accept(first.pid());
    }
  }

  /** Kills what the command has left running in its process group. */
  synchronized void killRest() {
    if (process != null) {
      groupKiller.accept(process.pid());
    }
  }

  /** Kills the command as if its time were over; one that has yet to begin, when it does. */
  synchronized void kill() {
    isCondemned = true;
    timeoutOccured(null);
  }

  synchronized boolean isStarted() {
    return process != null;
  }

  /** The exit status; -1 while there is none. */
  synchronized int exitStatus() {
    Process started = process;
    return started == null || started.isAlive() ? -1 : started.exitValue();
  }
}
