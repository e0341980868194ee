// SPDX-License-Identifier: Apache-2.0
package org.credmint.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.credmint.config.knob.Problem;
import org.credmint.htcondor.knob.Knobs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where the audit log is, by the knobs. */
final class AuditSettingsTest {
  private static final AuditSettings DEFAULT =
      new AuditSettings(Path.of("/l/CredmintAuditLog"), 100 << 20, 10);

  private static AuditSettings.Reading read(Map<String, String> knobs) {
    return AuditSettings.read(Knobs.of(knobs), "CREDMON_OAUTH");
  }

  @Test
  void withoutKnobsTheAuditLogIsBesideTheOtherLogs() {
    AuditSettings.Reading reading = read(Map.of("LOG", "/l"));
    assertThat(reading.settings()).contains(DEFAULT);
    assertThat(reading.problems()).isEmpty();
    assertThat(read(Map.of()).settings().orElseThrow().file())
        .isEqualTo(Path.of("/var/log/condor/CredmintAuditLog"));
    assertThat(read(Map.of("LOG", "logs")).settings()).isEqualTo(read(Map.of()).settings());
  }

  @Test
  void eachKnobIsRead() {
    AuditSettings.Reading reading =
        read(
            Map.of(
                "LOG",
                "/l",
                "CREDMINT_AUDIT_LOG",
                "/a/Ledger",
                "CREDMINT_MAX_AUDIT_LOG",
                "3 Kb",
                "CREDMON_OAUTH.CREDMINT_MAX_NUM_AUDIT_LOG",
                "0"));
    assertThat(reading.settings()).contains(new AuditSettings(Path.of("/a/Ledger"), 3072, 0));
    assertThat(reading.problems()).isEmpty();
  }

  @Test
  void withDaysTheNumberOfFilesIsALimitOnlyIfItIsSet() {
    AuditSettings days =
        read(Map.of("LOG", "/l", "CREDMINT_AUDIT_LOG_DAYS", "90")).settings().orElseThrow();
    assertThat(days.days()).isEqualTo(90);
    assertThat(days.keep()).isZero();
    AuditSettings both =
        read(Map.of("CREDMINT_AUDIT_LOG_DAYS", "90", "CREDMINT_MAX_NUM_AUDIT_LOG", "200"))
            .settings()
            .orElseThrow();
    assertThat(both.keep()).isEqualTo(200);
  }

  @Test
  void aBlankValueTurnsTheAuditLogOff() {
    for (String name : new String[] {"CREDMINT_AUDIT_LOG", "credmon_oauth.Credmint_Audit_Log"}) {
      assertThat(read(Map.of("LOG", "/l", name, " "))).isEqualTo(off());
    }
    assertThat(
            read(Map.of("CREDMINT_AUDIT_LOG", "", "CREDMON_OAUTH.CREDMINT_AUDIT_LOG", "/a"))
                .settings())
        .isPresent();
  }

  private static AuditSettings.Reading off() {
    return new AuditSettings.Reading(Optional.empty(), java.util.List.of());
  }

  @ParameterizedTest
  @CsvSource({
    "CREDMINT_AUDIT_LOG, Audit log, is not an absolute path",
    "CREDMINT_AUDIT_LOG, /, is not a file",
    "CREDMINT_MAX_AUDIT_LOG, 1 Day, 'is a time, but the audit log is rotated by size'",
    "CREDMINT_MAX_AUDIT_LOG, many, is not a size",
    "CREDMINT_MAX_AUDIT_LOG, -1, is not a size",
    "CREDMINT_MAX_NUM_AUDIT_LOG, -1, 'is -1, outside 0 to 100000'",
    "CREDMINT_MAX_NUM_AUDIT_LOG, 100001, 'is 100001, outside 0 to 100000'",
    "CREDMINT_MAX_NUM_AUDIT_LOG, x, is neither an integer nor simple arithmetic such as 20 * 60"
  })
  void whatIsWrongIsToldAndTheDefaultTaken(String knob, String value, String reason) {
    AuditSettings.Reading reading = read(Map.of("LOG", "/l", knob, value));
    assertThat(reading.settings()).contains(DEFAULT);
    assertThat(reading.problems()).hasSize(1);
    Problem problem = reading.problems().get(0);
    assertThat(problem.toString())
        .startsWith(knob + " = " + value + ": " + reason)
        .endsWith("; using the default");
    assertThat(problem.severity()).isEqualTo(Problem.Severity.WARNING);
  }
}
