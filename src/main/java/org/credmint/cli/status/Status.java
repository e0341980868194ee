// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.status;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.LongPredicate;
import org.credmint.cli.option.DaemonOption;
import org.credmint.status.Alarm;
import org.credmint.status.StateFile;
import org.credmint.status.StatusReport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Tells how the daemon and its credentials do, by its state file. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeOnInvalidInput = 3,
    exitCodeOnExecutionException = 3,
    description =
        "Show how the daemon does, and a line for each credential in trouble. It reads the"
            + " daemon's state file, so it also works while the daemon is down.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  credmint status",
      "  credmint status --user alice",
      "  credmint status --state missing,failing --format=json",
      "  credmint status --expiring 10m --watch"
    },
    exitCodeListHeading = "%nExit status (as Nagios has it):%n",
    exitCodeList = {
      "0:OK: everybody has what they may have",
      "1:WARNING: a renewal failed, or something expires within --expiring",
      "2:CRITICAL: a credential is missing, a provider is not served, or the daemon is down",
      "3:UNKNOWN: there is no state file, or an option is invalid"
    })
public final class Status implements Callable<Integer> {
  private static final long SHORTEST_PAUSE = 1;

  private final Surroundings surroundings;

  @Mixin private DaemonOption daemon = new DaemonOption();

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "Read this state file instead of the one that CREDMINT_STATE_FILE names.")
  private @Nullable Path file;

  @Mixin private SelectionOptions selection = new SelectionOptions();

  @Option(
      names = "--watch",
      arity = "0..1",
      paramLabel = "SECONDS",
      fallbackValue = "5",
      description = "Show it again and again, every 5 seconds or as many as are given.")
  private @Nullable Long watch;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description =
          "text, json for one object a line, or classad for attributes of the schedd's ad"
              + " (default: ${DEFAULT-VALUE}).")
  private String format = "text";

  @Spec private CommandSpec spec = CommandSpec.create();

  /**
   * What the command needs of the program.
   *
   * @param isRunning whether there may be a process of this number
   * @param pause waits so long; false where it was interrupted
   * @param stateFiles finds the state file of the daemon of a name
   */
  public record Surroundings(
      InstantSource clock, LongPredicate isRunning, Pause pause, StateFiles stateFiles) {}

  /** Lets time pass. */
  @FunctionalInterface
  public interface Pause {
    /** Waits; false where it is to end. */
    boolean await(Duration time);
  }

  /** Finds the state file of a daemon. */
  @FunctionalInterface
  public interface StateFiles {
    /**
     * Its path.
     *
     * @throws IOException where the configuration does not tell it; the message says why
     */
    Path of(String daemonName) throws IOException;
  }

  /** The command. */
  public Status(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    if (watch == null) {
      return show(out).exitStatus();
    }
    if (watch < SHORTEST_PAUSE) {
      throw new ParameterException(spec.commandLine(), "--watch is less than a second");
    }
    Alarm last;
    do {
      last = show(out);
      out.println();
    } while (!out.checkError() && surroundings.pause().await(Duration.ofSeconds(watch)));
    return last.exitStatus();
  }

  private Alarm show(PrintWriter out) {
    Instant now = surroundings.clock().instant();
    StatusFormat printer = printer();
    StatusSelection selected = selection.at(now, spec.commandLine());
    try {
      Path path = file == null ? surroundings.stateFiles().of(daemon.daemonName()) : file;
      StatusReport report = read(path);
      boolean running = surroundings.isRunning().test(report.process().pid());
      StatusView view = StatusView.of(report, selected, now, running);
      printer.print(view, out);
      out.flush();
      return view.alarm();
    } catch (IOException e) {
      spec.commandLine().getErr().println("credmint: " + e.getMessage());
      printer.printUnknown(String.valueOf(e.getMessage()), out);
      out.flush();
      return Alarm.UNKNOWN;
    }
  }

  private StatusFormat printer() {
    return switch (format.toLowerCase(Locale.ROOT)) {
      case "text" -> new StatusText();
      case "json" -> new StatusAsJson();
      case "classad" -> new StatusClassAd();
      default ->
          throw new ParameterException(
              spec.commandLine(), "'" + format + "' is not a format: write text, json or classad");
    };
  }

  private static StatusReport read(Path path) throws IOException {
    try {
      return StateFile.read(path);
    } catch (NoSuchFileException e) {
      throw new IOException(
          path + ": no such file: the daemon has not run yet, or writes its state elsewhere", e);
    } catch (AccessDeniedException e) {
      throw new IOException(path + ": permission denied: run this as root", e);
    } catch (IOException e) {
      throw new IOException(path + ": " + e.getMessage(), e);
    }
  }
}
