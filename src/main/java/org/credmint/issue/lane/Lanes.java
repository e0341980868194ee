// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.lane;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.credmint.credential.CredentialId;

/**
 * The lanes of a daemon, by name. They stay from one configuration to the next, since calls may be
 * under way; one that nobody asks for is not opened. Safe for use by several threads.
 */
public final class Lanes implements AutoCloseable {
  private final Map<String, Lane> lanes = new HashMap<>();
  private volatile Consumer<CredentialId> listener = id -> {};
  private List<Thread> ends = List.of();
  private boolean closed;

  /** Tells of answers from now on; called by any thread. */
  public void tell(Consumer<CredentialId> answered) {
    listener = answered;
  }

  /**
   * The lane of this name, which is opened where it is not there yet.
   *
   * @param open makes one that tells of answers so
   */
  public synchronized Lane of(String name, Function<Consumer<CredentialId>, Lane> open) {
    Lane lane = lanes.computeIfAbsent(name, one -> open.apply(id -> listener.accept(id)));
    if (closed) {
      lane.close();
    }
    return lane;
  }

  /** Begins to close all, together, and returns at once: no further call is begun. */
  public synchronized void end() {
    if (!closed) {
      closed = true;
      ends = lanes.values().stream().map(lane -> new Thread(lane::close, "lane-end")).toList();
      ends.forEach(Thread::start);
    }
  }

  /** Closes all; none waits for another's end before it is told. */
  @Override
  public synchronized void close() {
    end();
    try {
      for (Thread end : ends) {
        end.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
