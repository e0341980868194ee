// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.credmint.config.knob.Problem;
import org.credmint.htcondor.knob.Knobs;
import org.credmint.inspect.ConfigurationCheck.Findings;
import org.credmint.renew.Freshness;
import org.junit.jupiter.api.Test;

class CheckTest {
  private static final Problem FATAL = Problem.fatal("KNOB", "x", "is not a path", "write one");
  private static final Problem OF_PROVIDER =
      Problem.ofProvider("other", "KNOB", "x", "is not a path", "write one");
  private static final Problem WARNING = Problem.warning("KNOB", "x", "is not a path", "write one");

  private static Findings findings(Problem... problems) {
    return new Findings(List.of(problems), List.of(), List.of());
  }

  private static List<String> printed(Problem... problems) {
    StringWriter out = new StringWriter();
    new CheckText(findings(problems), Map.of(), Map.of()).print(new PrintWriter(out));
    return out.toString().lines().toList();
  }

  private static Map<String, Object> json(Problem... problems) throws ParseException {
    StringWriter out = new StringWriter();
    new CheckJson(findings(problems), Map.of("version", "25"), Map.of())
        .print(new PrintWriter(out, true));
    assertThat(out.toString().lines()).hasSize(1);
    return JSONObjectUtils.parse(out.toString());
  }

  private static Problem placed(Problem problem) {
    return problem.placedBy(
        Knobs.of(Map.of("Knob", "x"), Map.of("Knob", "/etc/condor/config.d/40-x.conf, line 3")));
  }

  @Test
  void aProblemIsToldWithItsEffectKnobPlaceReasonAndFix() {
    assertThat(printed(placed(OF_PROVIDER)))
        .containsExactly(
            "",
            "ERROR: provider other is not served",
            "  knob                     Knob = x",
            "  written in               /etc/condor/config.d/40-x.conf, line 3",
            "  reason                   is not a path",
            "  what to do               write one",
            "",
            "1 error: not served: other");
    assertThat(printed(Problem.warning("/map", "* bob", "is ignored", "write it")))
        .contains("  file                     /map: * bob")
        .noneMatch(line -> line.contains("written in"));
  }

  @Test
  void theLastLineCountsAndSaysWhatFollows() {
    assertThat(printed()).containsExactly("0 problems");
    assertThat(printed(WARNING)).endsWith("1 warning: everything is served");
    assertThat(printed(WARNING, WARNING)).endsWith("2 warnings: everything is served");
    assertThat(printed(OF_PROVIDER, WARNING)).endsWith("1 error and 1 warning: not served: other");
    assertThat(printed(FATAL, OF_PROVIDER, WARNING))
        .endsWith("2 errors and 1 warning: the daemon cannot start");
  }

  @Test
  void theExitStatusTellsErrorsFromWarnings() {
    assertThat(Check.status(findings())).isZero();
    assertThat(Check.status(findings(WARNING))).isEqualTo(1);
    assertThat(Check.status(findings(WARNING, OF_PROVIDER))).isEqualTo(2);
    assertThat(Check.status(findings(FATAL))).isEqualTo(2);
  }

  @Test
  void noNameOfTheCodesOwnReachesAReader() {
    for (Problem problem : List.of(FATAL, OF_PROVIDER, WARNING)) {
      assertThat(String.join("\n", printed(problem)))
          .doesNotContain("FATAL", "DISABLES", "_PROVIDER", "Optional");
    }
  }

  @Test
  void programsReadTheSameAsJson() throws ParseException {
    Map<String, Object> root = json(placed(OF_PROVIDER), WARNING);
    assertThat(root).containsEntry("schema", 1L).containsEntry("exit_status", 2L);
    assertThat(root.get("problems"))
        .isEqualTo(
            List.of(
                Map.of(
                    "severity", "error",
                    "effect", "provider other is not served",
                    "provider", "other",
                    "subject", "Knob",
                    "value", "x",
                    "file", "/etc/condor/config.d/40-x.conf",
                    "line", 3L,
                    "reason", "is not a path",
                    "fix", "write one"),
                Map.of(
                    "severity", "warning",
                    "effect", "this may not be what you want",
                    "subject", "KNOB",
                    "value", "x",
                    "reason", "is not a path",
                    "fix", "write one")));
    assertThat(json()).containsEntry("exit_status", 0L).containsEntry("problems", List.of());
  }

  @Test
  void theLeastLifeInAJobIsTold() {
    Freshness everyFiveMinutes = new Freshness(Duration.ofMinutes(5));
    assertThat(CheckText.left(everyFiveMinutes, Duration.ofSeconds(1200)))
        .isEqualTo("at least 235 s; at least 60 s if renewals fail until the last moment");
    assertThat(CheckText.left(everyFiveMinutes, Duration.ofSeconds(300))).contains("too short");
  }

  @Test
  void aLifetimeThatCannotBeRenewedInTimeHasNoLatestAge() {
    assertThat(CheckText.latest(Duration.ofSeconds(630))).isEqualTo("at an age of 630 s");
    assertThat(CheckText.latest(Duration.ofSeconds(-45)))
        .doesNotContain("-45")
        .contains("too short");
    assertThat(CheckText.latest(Duration.ZERO)).contains("too short");
  }
}
