// SPDX-License-Identifier: Apache-2.0
package org.credmint.status;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.credmint.config.MonitoringSettings;
import org.credmint.event.DaemonEvent;
import org.credmint.event.Event;

/** Puts reports where others read them. Used by one thread at a time. */
public final class StatusPublisher {
  private final List<Outlet> outlets;
  private String failure = "";

  /** A place that reports go to. */
  @FunctionalInterface
  public interface Outlet {
    /**
     * Puts a report there, where the settings ask for it. Never throws: a full disk must not stop
     * renewals.
     *
     * @return why it could not be done; empty where it was, or was not asked for
     */
    Optional<String> publish(StatusReport report, MonitoringSettings where);
  }

  /** A publisher that has published nothing yet. */
  public StatusPublisher(List<Outlet> outlets) {
    this.outlets = List.copyOf(outlets);
  }

  /**
   * Publishes a report.
   *
   * @return what is to be told, which is what has changed since the last report
   */
  public Optional<Event> publish(StatusReport report, MonitoringSettings where) {
    String now =
        outlets.stream()
            .flatMap(outlet -> outlet.publish(report, where).stream())
            .collect(Collectors.joining("; "));
    if (now.equals(failure)) {
      return Optional.empty();
    }
    failure = now;
    return Optional.of(
        now.isEmpty()
            ? new DaemonEvent.StatusPublished()
            : new DaemonEvent.StatusNotPublished(now));
  }
}
