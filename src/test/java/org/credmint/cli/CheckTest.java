// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import org.credmint.config.Problem;
import org.credmint.htcondor.nativelib.LibraryLoad;
import org.credmint.provider.ConfigurationCheck;
import org.credmint.renew.Freshness;
import org.junit.jupiter.api.Test;

class CheckTest {
  private static final Problem FATAL = Problem.fatal("KNOB", "x", "is not a path", "write one");
  private static final Problem OF_PROVIDER =
      Problem.ofProvider("other", "KNOB", "x", "is not a path", "write one");
  private static final Problem WARNING = Problem.warning("KNOB", "x", "is not a path", "write one");

  private static List<String> printed(Problem... problems) {
    StringWriter out = new StringWriter();
    Check.print(
        new ConfigurationCheck.Findings(List.of(problems), List.of(), List.of()),
        new LibraryLoad.Absent<>("no library"),
        new PrintWriter(out));
    return out.toString().lines().toList();
  }

  @Test
  void eachProblemSaysWhatDoesNotWorkBecauseOfIt() {
    String text = "KNOB = x: is not a path; write one";
    assertThat(printed(FATAL, OF_PROVIDER, WARNING))
        .containsExactly(
            "ERROR, the daemon cannot start: " + text,
            "ERROR, provider other is disabled: " + text,
            "WARNING: " + text,
            "3 problems");
  }

  @Test
  void oneProblemIsCountedInTheSingular() {
    assertThat(printed(WARNING)).endsWith("1 problem");
    assertThat(printed()).containsExactly("0 problems");
  }

  @Test
  void theLeastLifeInAJobIsTold() {
    Freshness everyFiveMinutes = new Freshness(Duration.ofMinutes(5));
    assertThat(Check.left(everyFiveMinutes, Duration.ofSeconds(1200)))
        .isEqualTo("at least 235 s; at least 60 s if renewals fail until the last moment");
    assertThat(Check.left(everyFiveMinutes, Duration.ofSeconds(300))).contains("too short");
  }

  @Test
  void aLifetimeThatCannotBeRenewedInTimeHasNoLatestAge() {
    assertThat(Check.latest(Duration.ofSeconds(630))).isEqualTo("at an age of 630 s");
    assertThat(Check.latest(Duration.ofSeconds(-45))).doesNotContain("-45").contains("too short");
    assertThat(Check.latest(Duration.ZERO)).contains("too short");
  }
}
