// SPDX-License-Identifier: Apache-2.0
package org.credmint.metrics;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.credmint.config.MonitoringSettings;
import org.credmint.os.Host;
import org.credmint.os.libc.PosixException;
import org.credmint.status.StateFile;
import org.credmint.status.StatusJson;
import org.credmint.status.StatusPublisher;
import org.credmint.status.StatusReport;
import org.jspecify.annotations.Nullable;

/**
 * Everywhere that reports go. What serves metrics is loaded only where a knob asks for it. Used by
 * one thread at a time.
 */
public final class Monitoring implements AutoCloseable {
  private final Host host;

  /** Made when it is first asked for: the JDK may come without a server. */
  private @Nullable MetricsServer server;

  /** Nothing is published or served yet. */
  public Monitoring(Host host) {
    this.host = host;
  }

  /** What puts reports there. */
  public StatusPublisher publisher() {
    return new StatusPublisher(List.of(this::stateFile, this::metricsFile, this::serve));
  }

  private Optional<String> stateFile(StatusReport report, MonitoringSettings where) {
    return where.stateFile().flatMap(path -> write(path, StatusJson.write(report)));
  }

  private Optional<String> metricsFile(StatusReport report, MonitoringSettings where) {
    return where.metricsFile().flatMap(path -> write(path, new MetricsText(report).toString()));
  }

  private Optional<String> serve(StatusReport report, MonitoringSettings where) {
    MetricsServer serving = server;
    if (serving == null) {
      if (where.metricsPort().isEmpty()) {
        return Optional.empty();
      }
      serving = new MetricsServer();
      server = serving;
    }
    return serving.serve(where.metricsPort(), report);
  }

  private Optional<String> write(Path path, String text) {
    try {
      new StateFile(host, path).write(text);
      return Optional.empty();
    } catch (PosixException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void close() {
    if (server != null) {
      server.close();
    }
  }
}
