// SPDX-License-Identifier: Apache-2.0
package org.credmint.status;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.credmint.config.MonitoringSettings;
import org.credmint.event.DaemonEvent;
import org.credmint.event.Event;
import org.credmint.os.Host;
import org.credmint.os.libc.PosixException;

/** Puts reports where others read them. Used by one thread at a time. */
public final class StatusPublisher {
  private final Host host;
  private String failure = "";

  /** A publisher that has published nothing yet. */
  public StatusPublisher(Host host) {
    this.host = host;
  }

  /**
   * Publishes a report, and never throws: a full disk must not stop renewals.
   *
   * @return what is to be told, which is what has changed since the last report
   */
  public Optional<Event> publish(StatusReport report, MonitoringSettings where) {
    List<String> failures = new ArrayList<>();
    where.stateFile().ifPresent(path -> write(path, StatusJson.write(report), failures));
    String now = String.join("; ", failures);
    if (now.equals(failure)) {
      return Optional.empty();
    }
    failure = now;
    return Optional.of(
        now.isEmpty()
            ? new DaemonEvent.StatusPublished()
            : new DaemonEvent.StatusNotPublished(now));
  }

  private void write(Path path, String text, List<String> failures) {
    try {
      new StateFile(host, path).write(text);
    } catch (PosixException e) {
      failures.add(String.valueOf(e.getMessage()));
    }
  }
}
