// SPDX-License-Identifier: Apache-2.0
package org.credmint.os.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.credmint.os.Host;
import org.credmint.os.process.CommandResult.Exited;
import org.credmint.os.process.CommandResult.NotStarted;
import org.credmint.os.process.CommandResult.TimedOut;
import org.credmint.os.process.CommandResult.TooMuchOutput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CommandsTest {

  private static final byte[] NO_INPUT = {};
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir Path path;

  private final Host host = Host.create();
  private final Commands commands = host.commands();

  @Test
  void statusOutputAndErrorOutputComeBack() {
    Exited exited = exited(shell("printf out; printf err >&2; exit 3"));

    assertThat(exited.status()).isEqualTo(3);
    assertThat(exited.out()).isEqualTo(bytes("out"));
    assertThat(exited.err()).isEqualTo(bytes("err"));
    assertThat(exited.toString()).isEqualTo("Exited[status=3, out=3 bytes, err=3 bytes]");
  }

  @Test
  void argumentsArriveAsTheyAre() {
    List<String> odd = List.of("a b", "", "\"q\"", "'s'", "$HOME", "*", "\\", "${x}", "a\nb", "-n");
    List<String> argv = new java.util.ArrayList<>(List.of("printf", "%s|"));
    argv.addAll(odd);

    assertThat(text(exited(run(argv, NO_INPUT, LONG, 1_000)).out()))
        .isEqualTo(String.join("|", odd) + "|");
  }

  @Test
  void variablesAreAddedToTheInheritedEnvironment() {
    CommandResult result =
        commands.run(
            List.of("sh", "-c", "printf %s \"$ADDED\"; test -n \"$PATH\""),
            Map.of("ADDED", "a 'b' $c"),
            NO_INPUT,
            LONG,
            1_000);

    assertThat(exited(result).status()).isZero();
    assertThat(text(exited(result).out())).isEqualTo("a 'b' $c");
  }

  @Test
  void itRunsInTheRootDirectoryAndReadsNothing() {
    Exited exited = exited(shell("pwd; cat"));

    assertThat(text(exited.out())).isEqualTo("/\n");
  }

  @Test
  void inputOfAnySizeIsReadWholeThoughOutputComesMeanwhile() {
    byte[] input = new byte[3_000_000];
    new Random(3).nextBytes(input);

    Exited exited = exited(run(List.of("cat"), input, LONG, input.length));

    assertThat(exited.out()).isEqualTo(input);
  }

  @Test
  void inputThatIsNotReadDoesNoHarm() {
    assertThat(exited(run(List.of("true"), new byte[3_000_000], LONG, 10)).status()).isZero();
  }

  @Test
  void aProgramThatIsNotThereIsNotStarted() {
    assertThat(run(List.of("/nowhere/tool", "x"), NO_INPUT, LONG, 10))
        .asInstanceOf(type(NotStarted.class))
        .extracting(NotStarted::reason)
        .asString()
        .contains("/nowhere/tool")
        .contains("No such file or directory");
    assertThat(run(List.of("/etc/passwd"), NO_INPUT, LONG, 10)).isInstanceOf(NotStarted.class);
    assertThat(run(List.of("a\0b"), NO_INPUT, LONG, 10)).isInstanceOf(NotStarted.class);
  }

  @Test
  void aCommandThatTakesTooLongIsKilledWithAllBelowIt() throws Exception {
    Path pids = path.resolve("pids");
    String script =
        "sleep 1000 & echo $! >> \"$0\"; (trap '' TERM; sh -c 'echo $$ >> \"$0\"; sleep 1000' \"$0\") &"
            + " while [ $(wc -l < \"$0\") -lt 2 ]; do sleep 0.02; done; echo $$ >> \"$0\"; wait";
    Files.createFile(pids);

    CommandResult result =
        run(List.of("sh", "-c", script, pids.toString()), NO_INPUT, Duration.ofSeconds(3), 100);

    assertThat(result).isEqualTo(new TimedOut());
    List<String> started = Files.readAllLines(pids);
    assertThat(started).hasSize(3);
    for (String pid : started) {
      ProcessHandle.of(Long.parseLong(pid)).ifPresent(p -> p.onExit().join());
    }
  }

  @Test
  void aCommandThatWritesTooMuchIsKilled() {
    assertThat(run(List.of("yes"), NO_INPUT, LONG, 1_000)).isEqualTo(new TooMuchOutput(1_000));
    assertThat(run(List.of("sh", "-c", "yes >&2"), NO_INPUT, LONG, 1_000))
        .isEqualTo(new TooMuchOutput(1_000));
    assertThat(exited(run(List.of("printf", "12345"), NO_INPUT, LONG, 5)).out()).hasSize(5);
  }

  @Test
  void anInterruptKillsTheCommandAndIsKept() throws Exception {
    Path pid = path.resolve("pid");
    List<String> argv = List.of("sh", "-c", "echo $$ > \"$0\"; exec sleep 1000", pid.toString());
    Thread.currentThread().interrupt();

    assertThat(run(argv, NO_INPUT, LONG, 10)).isEqualTo(new TimedOut());
    assertThat(Thread.interrupted()).isTrue();
    ProcessHandle.current().children().forEach(child -> child.onExit().join());
  }

  @Test
  void aChildThatKeepsThePipeDoesNotHoldTheResultBack() {
    Exited exited = exited(shell("sleep 1000 & printf %s $!; exit 4"));

    assertThat(exited.status()).isEqualTo(4);
    ProcessHandle child = ProcessHandle.of(Long.parseLong(text(exited.out()))).orElseThrow();
    assertThat(child.destroyForcibly()).isTrue();
  }

  @Test
  void aCommandEndedByASignalTellsItsNumber() {
    assertThat(exited(shell("kill -9 $$")).status()).isEqualTo(128 + 9);
  }

  private CommandResult shell(String script) {
    return run(List.of("sh", "-c", script), NO_INPUT, LONG, 10_000);
  }

  private CommandResult run(List<String> argv, byte[] input, Duration timeout, int maxOutput) {
    return commands.run(argv, Map.of(), input, timeout, maxOutput);
  }

  private static Exited exited(CommandResult result) {
    assertThat(result).isInstanceOf(Exited.class);
    return (Exited) result;
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
