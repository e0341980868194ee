// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;

/** What the help and the pages tell people to type is understood. */
final class CommandExamplesTest {
  /** A line of a page that is to be typed, or a word for a table. */
  private static final Pattern TYPED =
      Pattern.compile("^ {2,}(?:[#$] )?(?:\\S*/)?credmint ([a-z].*)|`credmint ([a-z][^`]*)`");

  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

  static Stream<String> examples() throws IOException {
    List<String> all = new ArrayList<>();
    commands(Main.commandLine()).forEach(one -> add(usage(one).lines().toList(), all));
    try (Stream<Path> files = Files.walk(Path.of("docs"))) {
      for (Path page : files.filter(file -> file.toString().endsWith(".md")).toList()) {
        add(Files.readAllLines(page), all);
      }
    }
    return all.stream().filter(line -> !line.contains("[")).distinct();
  }

  private static void add(List<String> lines, List<String> all) {
    String text = String.join("\n", lines).replaceAll(" \\\\\n +", " ");
    for (String line : text.lines().toList()) {
      Matcher found = TYPED.matcher(line);
      while (found.find()) {
        all.add(found.group(1) == null ? found.group(2) : found.group(1));
      }
    }
  }

  private static Stream<CommandLine> commands(CommandLine of) {
    return Stream.concat(
        Stream.of(of),
        of.getSubcommands().values().stream().flatMap(CommandExamplesTest::commands));
  }

  private static String usage(CommandLine command) {
    StringWriter text = new StringWriter();
    command.usage(new PrintWriter(text), CommandLine.Help.Ansi.OFF);
    return text.toString();
  }

  static Stream<String> allCommands() {
    return commands(Main.commandLine())
        .map(one -> one.getCommandSpec().qualifiedName())
        .filter(name -> !name.startsWith("credmint keys"));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void anExampleIsUnderstood(String example) {
    String typed = example.replaceAll("[|;>#].*|&&.*|\\.\\.\\..*|…", " ");
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(typed);
    while (word.find()) {
      words.add(word.group(1) == null ? word.group(2) : word.group(1));
    }
    String[] all = words.toArray(String[]::new);
    try {
      Main.commandLine(all).parseArgs(all);
    } catch (MissingParameterException e) {
      // Text names commands and options without their values too.
      assertThat(example).doesNotContain("/").as(e.getMessage());
    } catch (ParameterException e) {
      fail(typed + ": " + e.getMessage());
    }
  }

  @ParameterizedTest
  @MethodSource("allCommands")
  void theHelpOfACommandHasExamplesAndExitStatuses(String name) {
    CommandLine command =
        commands(Main.commandLine())
            .filter(one -> one.getCommandSpec().qualifiedName().equals(name))
            .findFirst()
            .orElseThrow();
    assertThat(usage(command)).contains("  credmint ").contains("Exit status");
  }

  private static String printed(String command) {
    StringWriter out = new StringWriter();
    assertThat(Main.execute(new PrintWriter(out, true), new PrintWriter(out, true), command))
        .isZero();
    return out.toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "why", "check", "keys", "audit"})
  void completionAndManualKnowEachCommand(String command) {
    assertThat(printed("completion")).contains(command).contains("complete -F");
    assertThat(printed("manual")).contains(".SS credmint " + command + "\n");
  }
}
