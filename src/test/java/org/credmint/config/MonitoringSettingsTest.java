// SPDX-License-Identifier: Apache-2.0
package org.credmint.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.credmint.config.knob.Problem;
import org.credmint.htcondor.knob.Knobs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where the daemon tells how it does, by the knobs. */
final class MonitoringSettingsTest {
  private final List<Problem> problems = new ArrayList<>();

  private MonitoringSettings read(Map<String, String> knobs) {
    return MonitoringSettings.read(Knobs.of(knobs), "CREDMON_OAUTH", problems::add);
  }

  @Test
  void theStateIsBesideTheAuditLogAlsoWhereThatIsOff() {
    Path usual = Path.of("/l/CredmintState.json");
    assertThat(read(Map.of("LOG", "/l")).stateFile()).contains(usual);
    assertThat(read(Map.of("LOG", "/l", "CREDMINT_AUDIT_LOG", "")).stateFile()).contains(usual);
    assertThat(read(Map.of("CREDMINT_AUDIT_LOG", "/a/b")).stateFile())
        .contains(Path.of("/a/CredmintState.json"));
    assertThat(problems).isEmpty();
  }

  @Test
  void aBlankValueTurnsTheStateFileOff() {
    assertThat(read(Map.of("CREDMINT_STATE_FILE", " ")).stateFile()).isEmpty();
    assertThat(read(Map.of("CREDMON_OAUTH.CREDMINT_STATE_FILE", "")).stateFile()).isEmpty();
  }

  @Test
  void metricsAreOffUnlessTheyAreAskedFor() {
    MonitoringSettings usual = read(Map.of());
    assertThat(usual.metricsFile()).isEmpty();
    assertThat(usual.metricsPort()).isEmpty();
    MonitoringSettings set =
        read(Map.of("CREDMINT_METRICS_FILE", "/m/c.prom", "CREDMINT_METRICS_PORT", "9123"));
    assertThat(set.metricsFile()).contains(Path.of("/m/c.prom"));
    assertThat(set.metricsPort()).contains(9123);
  }

  @ParameterizedTest
  @CsvSource({
    "CREDMINT_STATE_FILE,state",
    "CREDMINT_METRICS_FILE,/m/c.txt",
    "CREDMINT_METRICS_PORT,0",
    "CREDMINT_METRICS_PORT,65536",
    "CREDMINT_METRICS_PORT,http"
  })
  void whatIsWrongIsReportedAndNotUsed(String knob, String value) {
    MonitoringSettings settings = read(Map.of(knob, value));
    assertThat(problems).singleElement().satisfies(one -> assertThat(one.subject()).contains(knob));
    assertThat(Optional.of(settings))
        .contains(
            knob.equals("CREDMINT_STATE_FILE")
                ? MonitoringSettings.OFF
                : new MonitoringSettings(settings.stateFile(), Optional.empty(), Optional.empty()));
  }
}
