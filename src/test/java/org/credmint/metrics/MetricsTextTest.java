// SPDX-License-Identifier: Apache-2.0
package org.credmint.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.credmint.status.Alarm;
import org.credmint.status.ProviderStatus;
import org.credmint.status.StatusReport;
import org.credmint.status.StatusReport.StatusProblem;
import org.credmint.status.TestReports;
import org.junit.jupiter.api.Test;

/** The metrics, as Prometheus reads them. */
final class MetricsTextTest {
  private static List<String> lines(StatusReport report) {
    return new MetricsText(report).toString().lines().toList();
  }

  @Test
  void eachMetricHasItsValue() {
    StatusProblem problem =
        new StatusProblem("job queue", Alarm.CRITICAL, TestReports.NOW, "unreadable");
    StatusReport site = TestReports.site();
    StatusReport report = TestReports.of(List.of(problem), site.credentials());
    assertThat(lines(report))
        .contains(
            "credmint_build_info{version=\"1.2.3\"} 1",
            "credmint_ready 1.0",
            "credmint_users 7.0",
            "credmint_problems{alarm=\"critical\"} 1.0",
            "credmint_problems{alarm=\"warning\"} 0.0",
            "credmint_credentials{kind=\"scitoken\",provider=\"scitokens\",state=\"missing\"} 1.0",
            "credmint_credentials{kind=\"scitoken\",provider=\"scitokens\",state=\"valid\"} 1.0",
            "credmint_renewals_total{provider=\"scitokens\"} 12.0",
            "credmint_failures_total{class=\"retried\",provider=\"scitokens\"} 3.0");
    assertThat(value(report, "credmint_state_time_seconds "))
        .isEqualTo(report.writtenAt().getEpochSecond());
    assertThat(value(report, "credmint_nearest_expiry_time_seconds{provider=\"scitokens\"} "))
        .isEqualTo(TestReports.NOW.plusSeconds(300).getEpochSecond());
    assertThat(value(report, "credmint_last_success_time_seconds{provider=\"scitokens\"} "))
        .isEqualTo(TestReports.NOW.minusSeconds(20).getEpochSecond());
    assertThat(value(report, "credmint_source_read_time_seconds{source=\"job queue\"} "))
        .isEqualTo(TestReports.NOW.minusSeconds(5).getEpochSecond());
  }

  private static long value(StatusReport report, String name) {
    return lines(report).stream()
        .filter(line -> line.startsWith(name))
        .map(line -> (long) Double.parseDouble(line.substring(name.length())))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void noUserAndNoJobIsALabel() {
    assertThat(lines(TestReports.site()))
        .noneMatch(line -> line.contains("\"user") || line.contains("\"12"));
  }

  @Test
  void theNumberOfSeriesIsBoundedHoweverManyProvidersThereAre() {
    StatusReport site = TestReports.site();
    ProviderStatus provider = site.providers().get(0);
    List<ProviderStatus> many = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      many.add(
          new ProviderStatus(
              "p" + i,
              "scitoken",
              provider.conditions(),
              provider.nearestExpiry(),
              provider.keyFile(),
              provider.issued()));
    }
    StatusReport report =
        new StatusReport(
            site.process(), site.writtenAt(), true, List.of(), List.of(), many, 1, 1, List.of());
    assertThat(lines(report)).hasSizeBetween(200, 4_000);
  }

  @Test
  void aDaemonThatHasJustStartedHasMetricsToo() {
    StatusReport site = TestReports.site();
    StatusReport empty =
        new StatusReport(
            site.process(),
            site.writtenAt(),
            false,
            List.of(),
            List.of(),
            List.of(),
            0,
            0,
            List.of());
    assertThat(lines(empty)).contains("credmint_ready 0.0", "credmint_users 0.0");
  }
}
