// SPDX-License-Identifier: Apache-2.0
package org.credmint.metrics;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.credmint.status.Alarm;
import org.credmint.status.Condition;
import org.credmint.status.ProviderStatus;
import org.credmint.status.StatusReport;
import org.credmint.status.StatusReport.SourceStatus;

/**
 * A report as metrics in Prometheus's text format. Labels have a bounded number of values: no user
 * and no job is one.
 */
final class MetricsText {
  private static final int MOST_PROVIDERS = 200;
  private static final double MILLIS = 1000;

  private final StatusReport report;
  private final List<ProviderStatus> providers;
  private final MetricSnapshots.Builder all = MetricSnapshots.builder();

  MetricsText(StatusReport report) {
    this.report = report;
    this.providers = report.providers().stream().limit(MOST_PROVIDERS).toList();
  }

  @Override
  public String toString() {
    daemon();
    credentials();
    issued();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      PrometheusTextFormatWriter.create().write(bytes, all.build());
    } catch (IOException e) {
      throw new UncheckedIOException(e); // there is no disk to fail
    }
    return bytes.toString(StandardCharsets.UTF_8).stripTrailing();
  }

  private void daemon() {
    all.metricSnapshot(
        InfoSnapshot.builder()
            .name("credmint_build")
            .help("The version of the daemon.")
            .dataPoint(
                InfoDataPointSnapshot.builder()
                    .labels(Labels.of("version", report.process().version()))
                    .build())
            .build());
    gauge("credmint_start_time_seconds", "When the daemon started.", seconds(started()));
    gauge("credmint_state_time_seconds", "When these values were taken.", seconds(taken()));
    gauge("credmint_ready", "1 when all found at the start is served.", report.ready() ? 1 : 0);
    gauge("credmint_users", "How many users have credentials.", report.users());
    GaugeSnapshot.Builder problems =
        named("credmint_problems", "What is wrong with more than one credential.");
    for (Alarm alarm : List.of(Alarm.WARNING, Alarm.CRITICAL)) {
      long count = report.problems().stream().filter(one -> one.alarm() == alarm).count();
      problems.dataPoint(point((double) count, Labels.of("alarm", alarm.word())));
    }
    all.metricSnapshot(problems.build());
    GaugeSnapshot.Builder sources =
        named(
            "credmint_source_read_time_seconds",
            "When a source of requests was last read: the job queue, the credential directory.");
    for (SourceStatus source : report.sources()) {
      source
          .readAt()
          .ifPresent(
              at -> sources.dataPoint(point(seconds(at), Labels.of("source", source.name()))));
    }
    all.metricSnapshot(sources.build());
  }

  private Instant started() {
    return report.process().startedAt();
  }

  private Instant taken() {
    return report.writtenAt();
  }

  private void credentials() {
    GaugeSnapshot.Builder counts =
        named("credmint_credentials", "How many credentials are in each state.");
    for (ProviderStatus provider : providers) {
      for (Condition condition : Condition.values()) {
        Labels labels =
            Labels.of(
                "provider", provider.name(), "kind", provider.kind(), "state", condition.word());
        counts.dataPoint(point(provider.count(condition), labels));
      }
    }
    all.metricSnapshot(counts.build());
    times(
        "credmint_nearest_expiry_time_seconds",
        "When the first valid credential expires.",
        ProviderStatus::nearestExpiry);
    times(
        "credmint_key_time_seconds",
        "When the file of the signing key was last written.",
        provider -> provider.keyFile().flatMap(MetricsText::writtenAt));
  }

  private void issued() {
    times(
        "credmint_last_success_time_seconds",
        "When a credential was last issued.",
        provider -> provider.issued().lastSuccess());
    CounterSnapshot.Builder renewals =
        CounterSnapshot.builder().name("credmint_renewals").help("Credentials issued.");
    CounterSnapshot.Builder failures =
        CounterSnapshot.builder()
            .name("credmint_failures")
            .help("Failures: retried, blocked, refused, lost, not_removed.");
    for (ProviderStatus provider : providers) {
      String name = provider.name();
      renewals.dataPoint(count(provider.issued().renewals(), Labels.of("provider", name)));
      for (Map.Entry<String, Long> one : provider.issued().failures().entrySet()) {
        failures.dataPoint(
            count(one.getValue(), Labels.of("provider", name, "class", one.getKey())));
      }
    }
    all.metricSnapshot(renewals.build()).metricSnapshot(failures.build());
  }

  private void gauge(String name, String help, double value) {
    all.metricSnapshot(named(name, help).dataPoint(point(value, Labels.EMPTY)).build());
  }

  private void times(String name, String help, Function<ProviderStatus, Optional<Instant>> time) {
    GaugeSnapshot.Builder gauge = named(name, help);
    for (ProviderStatus provider : providers) {
      time.apply(provider)
          .ifPresent(
              at -> gauge.dataPoint(point(seconds(at), Labels.of("provider", provider.name()))));
    }
    all.metricSnapshot(gauge.build());
  }

  private static GaugeSnapshot.Builder named(String name, String help) {
    return GaugeSnapshot.builder().name(name).help(help);
  }

  private static GaugeDataPointSnapshot point(double value, Labels labels) {
    return GaugeDataPointSnapshot.builder().value(value).labels(labels).build();
  }

  private static CounterDataPointSnapshot count(long value, Labels labels) {
    return CounterDataPointSnapshot.builder().value((double) value).labels(labels).build();
  }

  private static double seconds(Instant time) {
    return time.toEpochMilli() / MILLIS;
  }

  private static Optional<Instant> writtenAt(Path file) {
    try {
      return Optional.of(Files.getLastModifiedTime(file).toInstant());
    } catch (IOException e) {
      return Optional.empty(); // the log says what is wrong with the key
    }
  }
}
