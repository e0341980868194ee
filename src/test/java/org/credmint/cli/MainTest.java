// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What the program makes of its command line, short of running anything. */
final class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... words) {
    return Main.execute(new PrintWriter(out, true), new PrintWriter(err, true), words);
  }

  @Test
  void withoutACommandItNamesThemAll() {
    assertThat(run()).isZero();
    assertThat(out.toString()).contains("Commands:", "run", "check", "explain", "inspect", "audit");
    assertThat(err.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run",
        "status",
        "why",
        "config",
        "completion",
        "manual",
        "check",
        "explain",
        "inspect",
        "audit",
        "audit verify",
        "audit find"
      })
  void eachCommandTellsWhatItIsFor(String command) {
    assertThat(run((command + " --help").split(" "))).isZero();
    assertThat(out.toString()).startsWith("Usage: credmint " + command).contains("-h, --help");
  }

  @Test
  void aCommandThatThereIsNotIsAnErrorThatNamesIt() {
    assertThat(run("zzz")).isEqualTo(2);
    assertThat(err.toString()).contains("'zzz'", "Commands:");
  }

  @Test
  void anOptionThatThereIsNotIsAnErrorThatNamesIt() {
    assertThat(run("run", "--frobnicate")).isEqualTo(2);
    assertThat(err.toString()).contains("'--frobnicate'", "Usage: credmint run");
  }

  @Test
  void theOptionsOfTheStockMonitorAreTaken() {
    Run run = new Run();
    new CommandLine(run).parseArgs("-n", "credmon_x", "-c", "/c", "-l", "/l", "-d", "-v");
    assertThat(run.options())
        .isEqualTo(
            new Daemon.Options(
                "CREDMON_X", Optional.of(Path.of("/c")), Optional.of(Path.of("/l")), true, false));
  }

  @Test
  void withoutOptionsItRunsAsCondorMasterStartsIt() {
    Run run = new Run();
    new CommandLine(run).parseArgs();
    assertThat(run.options()).isEqualTo(Daemon.Options.USUAL);
  }
}
