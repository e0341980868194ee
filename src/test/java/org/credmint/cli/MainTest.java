package org.credmint.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
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
    assertThat(out.toString()).contains("Commands:", "run", "check", "explain", "audit");
    assertThat(err.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "check", "explain", "audit", "audit verify", "audit find"})
  void eachCommandTellsWhatItIsFor(String command) {
    assertThat(run((command + " --help").split(" "))).isZero();
    assertThat(out.toString()).startsWith("Usage: credmint " + command).contains("-h, --help");
  }

  @Test
  void aCommandThatThereIsNotIsAnErrorThatNamesIt() {
    assertThat(run("frobnicate")).isEqualTo(2);
    assertThat(err.toString()).contains("'frobnicate'", "Commands:");
  }

  @Test
  void anOptionThatThereIsNotIsAnErrorThatNamesIt() {
    assertThat(run("run", "--frobnicate")).isEqualTo(2);
    assertThat(err.toString()).contains("'--frobnicate'", "Usage: credmint run");
  }

  @Test
  void theOptionsOfTheStockMonitorAreTaken() {
    CommandLine line = new CommandLine(new Run().spec());
    line.parseArgs("-n", "CREDMON_X", "-c", "/c", "-l", "/l", "-d", "-v");
    assertThat(line.getParseResult().<String>matchedOptionValue("-n", "")).isEqualTo("CREDMON_X");
    assertThat(line.getParseResult().<Path>matchedOptionValue("-c", null)).isEqualTo(Path.of("/c"));
    assertThat(line.getParseResult().<Path>matchedOptionValue("-l", null)).isEqualTo(Path.of("/l"));
    assertThat(line.getParseResult().<Boolean>matchedOptionValue("-d", false)).isTrue();
  }
}
