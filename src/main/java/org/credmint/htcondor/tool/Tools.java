// SPDX-License-Identifier: Apache-2.0
package org.credmint.htcondor.tool;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.credmint.os.process.CommandResult;
import org.credmint.os.process.CommandResult.Exited;
import org.credmint.os.process.CommandResult.NotStarted;
import org.credmint.os.process.CommandResult.TimedOut;
import org.credmint.os.process.CommandResult.TooMuchOutput;
import org.credmint.os.process.Commands;
import org.credmint.secret.Redaction;

/** HTCondor's command-line tools: finds them, runs them, and says why they failed. */
public final class Tools {

  /**
   * A tool that works answers in 20 ms to a second; one that waits for a dead name server needs
   * many times that. condor_config_val has a longer limit, see {@link KnobSource}.
   */
  static final Duration TIME_LIMIT = Duration.ofSeconds(10);

  private static final int MESSAGE_CHARS = 300;

  /** Where tools are when {@code PATH} does not name their directory. */
  static final String LAST_RESORT = "/usr/bin";

  private final CommandRunner runner;
  private final Map<String, String> environment;
  private final String lastResort;

  /**
   * Tools of this machine.
   *
   * @param environment the process's own: PATH, and variables that name a tool
   */
  public Tools(Commands commands, Map<String, String> environment) {
    this(commands::run, environment, LAST_RESORT);
  }

  /** The same, with another directory to look in when PATH does not help. */
  Tools(CommandRunner runner, Map<String, String> environment, String lastResort) {
    this.runner = runner;
    this.environment = Map.copyOf(environment);
    this.lastResort = lastResort;
  }

  /** What a tool came to. */
  sealed interface Outcome {
    /** It exited with status 0 and wrote this. */
    @SuppressWarnings("ArrayRecordComponent") // a carrier: never compared
    record Wrote(byte[] out) implements Outcome {}

    /**
     * It did not run, was ended, or complained.
     *
     * @param wasSlow whether it was ended because it took too long
     */
    record Failed(String reason, boolean wasSlow) implements Outcome {
      Failed(String reason) {
        this(reason, false);
      }
    }
  }

  /**
   * Looks a tool up: where the variable says, in PATH, in {@code /usr/bin}. Entries of PATH that
   * are not full paths are left out: the daemon's own directory belongs to another user.
   */
  Optional<String> find(String tool, String variable) {
    String set = environment.getOrDefault(variable, "");
    if (!set.isBlank()) {
      return Optional.of(set);
    }
    String path = environment.getOrDefault("PATH", "");
    return Stream.concat(Stream.of(path.split(":", -1)), Stream.of(lastResort))
        .filter(directory -> directory.startsWith("/"))
        .map(directory -> directory + "/" + tool)
        .filter(Tools::isExecutable)
        .findFirst();
  }

  private static boolean isExecutable(String file) {
    try {
      Path path = Path.of(file);
      return Files.isRegularFile(path) && Files.isExecutable(path);
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /**
   * What a tool wrote, whatever it came to.
   *
   * @param text all that it wrote, first where it should; empty where it did not end by itself
   */
  record Ended(String text, Outcome outcome) {}

  /** Runs a tool without input. */
  Outcome run(String tool, List<String> arguments, int maxOutputBytes) {
    return run(tool, arguments, maxOutputBytes, TIME_LIMIT);
  }

  /** The same with a time limit of its own. */
  Outcome run(String tool, List<String> arguments, int maxOutputBytes, Duration limit) {
    return outcome(tool, result(tool, arguments, maxOutputBytes, limit), limit);
  }

  /** The same for a tool that may fail and yet have done a part. */
  Ended runToItsEnd(String tool, List<String> arguments, int maxOutputBytes) {
    CommandResult result = result(tool, arguments, maxOutputBytes, TIME_LIMIT);
    String text =
        result instanceof Exited exited
            ? new String(exited.out(), StandardCharsets.UTF_8)
                + "\n"
                + new String(exited.err(), StandardCharsets.UTF_8)
            : "";
    return new Ended(text, outcome(tool, result, TIME_LIMIT));
  }

  private CommandResult result(
      String tool, List<String> arguments, int maxOutputBytes, Duration limit) {
    List<String> argv = new ArrayList<>(List.of(tool));
    argv.addAll(arguments);
    return runner.run(argv, Map.of(), new byte[0], limit, maxOutputBytes);
  }

  private static Outcome outcome(String tool, CommandResult result, Duration limit) {
    if (result instanceof Exited exited) {
      return exited.status() == 0 ? new Outcome.Wrote(exited.out()) : complained(tool, exited);
    }
    if (result instanceof NotStarted not) {
      return new Outcome.Failed(tool + " could not be started: " + not.reason());
    }
    if (result instanceof TooMuchOutput much) {
      return new Outcome.Failed(tool + " wrote more than " + much.maxOutputBytes() + " bytes");
    }
    if (result instanceof TimedOut) {
      return new Outcome.Failed(tool + " took longer than " + limit.toSeconds() + " s", true);
    }
    throw new IllegalStateException("unknown result of a command: " + result);
  }

  /** A Python tool's reason is the last line of what it writes, other tools' the first. */
  private static Outcome complained(String tool, Exited exited) {
    String text = new String(exited.err(), StandardCharsets.UTF_8).strip();
    if (text.startsWith("Traceback ")) {
      text = text.substring(text.lastIndexOf('\n') + 1);
    }
    String said = Redaction.clean(text, MESSAGE_CHARS);
    String status = tool + " exited with status " + exited.status();
    return new Outcome.Failed(said.isEmpty() ? status : status + ": " + said);
  }
}
