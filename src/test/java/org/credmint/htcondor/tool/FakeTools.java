// SPDX-License-Identifier: Apache-2.0
package org.credmint.htcondor.tool;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.credmint.os.process.CommandResult;

/** A machine on which every tool answers as it was told to. */
final class FakeTools implements CommandRunner {

  final List<List<String>> calls = new ArrayList<>();
  final List<Duration> limits = new ArrayList<>();
  private final Function<List<String>, CommandResult> answer;

  private FakeTools(Function<List<String>, CommandResult> answer) {
    this.answer = answer;
  }

  static FakeTools answering(CommandResult result) {
    return new FakeTools(argv -> result);
  }

  static FakeTools answering(Function<List<String>, CommandResult> answer) {
    return new FakeTools(answer);
  }

  static CommandResult wrote(String text) {
    return new CommandResult.Exited(0, text.getBytes(UTF_8), new byte[0]);
  }

  static CommandResult complained(int status, String text) {
    return new CommandResult.Exited(status, new byte[0], text.getBytes(UTF_8));
  }

  /** A machine without any tool. */
  static Tools none() {
    return new Tools(answering(wrote("")), Map.of("PATH", "/nonexistent"), "/nonexistent");
  }

  /** These tools, each found at once since a variable names it. */
  Tools tools() {
    return new Tools(
        this,
        Map.of(
            "CONDOR_CONFIG_VAL", "/opt/condor_config_val",
            "CLASSAD_EVAL", "/opt/classad_eval",
            "CONDOR_HOLD", "/opt/condor_hold",
            "CONDOR_Q", "/opt/condor_q",
            "CREDMINT_PYTHON", "/opt/python3"),
        "/nonexistent");
  }

  @Override
  public CommandResult run(
      List<String> argv, Map<String, String> env, byte[] stdin, Duration timeout, int maxOutput) {
    calls.add(List.copyOf(argv));
    limits.add(timeout);
    return answer.apply(argv);
  }
}
