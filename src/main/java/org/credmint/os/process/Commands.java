// SPDX-License-Identifier: Apache-2.0
package org.credmint.os.process;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;
import org.apache.commons.exec.CommandLine;
import org.apache.commons.exec.DefaultExecutor;
import org.apache.commons.exec.ExecuteException;
import org.apache.commons.exec.ExecuteResultHandler;
import org.apache.commons.exec.PumpStreamHandler;
import org.apache.commons.exec.environment.EnvironmentUtils;
import org.credmint.os.process.CommandResult.Exited;
import org.credmint.os.process.CommandResult.NotStarted;
import org.credmint.os.process.CommandResult.TimedOut;
import org.credmint.os.process.CommandResult.TooMuchOutput;
import org.jspecify.annotations.Nullable;

/**
 * Runs other programs, with everything about them limited: time, output, and what they see.
 *
 * <p>A command runs in {@code /}, never in the daemon's own directory, where others may have put
 * code. It inherits the daemon's environment, unless it is {@linkplain #runApart run apart}. It and
 * all processes below it are killed when the time is over, when it writes too much, or when the
 * waiting thread is interrupted; the thread's interrupted state is kept. A process that left the
 * command's tree (a daemon it started) is not found.
 *
 * <p>Safe for use by several threads.
 */
public final class Commands {

  private static final Path ROOT = Path.of("/");

  /** How long the system may take to begin a program. */
  private static final Duration LAUNCH = Duration.ofSeconds(1);

  /** How long to wait for the rest of the output when a child still holds the pipe. */
  private static final Duration PUMP_STOP = Duration.ofMillis(200);

  private final LongConsumer groupKiller;

  /**
   * A runner.
   *
   * @param groupKiller kills all processes of the group that has this number
   */
  public Commands(LongConsumer groupKiller) {
    this.groupKiller = groupKiller;
  }

  /**
   * Runs a command and waits for its end. The arguments are passed as they are, no shell sees them.
   *
   * @param argv the program (searched in PATH when it has no slash) and its arguments
   * @param env variables to add to the environment, or to set otherwise
   * @param stdin what it reads; when empty, standard input is at its end
   * @param timeout how long it may take
   * @param maxOutputBytes how much it may write to each of standard output and standard error
   * @return how it ended
   */
  public CommandResult run(
      List<String> argv,
      Map<String, String> env,
      byte[] stdin,
      Duration timeout,
      int maxOutputBytes) {
    FamilyWatchdog watchdog = new FamilyWatchdog(timeout, pid -> {});
    try {
      return run(argv, environment(env), stdin, timeout, maxOutputBytes, watchdog);
    } catch (IOException e) {
      return notStarted(e);
    }
  }

  /**
   * The same with nothing of the daemon's environment, for a command that makes itself the leader
   * of a process group: whatever is left of the group when it ends is killed.
   *
   * @param env its whole environment
   */
  CommandResult runApart(
      List<String> argv,
      Map<String, String> env,
      byte[] stdin,
      Duration timeout,
      int maxOutputBytes) {
    FamilyWatchdog watchdog = new FamilyWatchdog(timeout, groupKiller);
    try {
      return run(argv, env, stdin, timeout, maxOutputBytes, watchdog);
    } finally {
      watchdog.killRest();
    }
  }

  private static CommandResult run(
      List<String> argv,
      @Nullable Map<String, String> environment,
      byte[] stdin,
      Duration timeout,
      int maxOutputBytes,
      FamilyWatchdog watchdog) {
    BoundedOutput out = new BoundedOutput(maxOutputBytes, watchdog::kill);
    BoundedOutput err = new BoundedOutput(maxOutputBytes, watchdog::kill);
    DefaultExecutor executor =
        DefaultExecutor.builder()
            .setWorkingDirectory(ROOT)
            .setExecuteStreamHandler(pumps(out, err, stdin))
            .get();
    executor.setWatchdog(watchdog);
    executor.setExitValues(null); // every exit status is a result, none an exception
    End end = new End();
    try {
      executor.execute(commandLine(argv), environment, end);
      int status = await(end, timeout.plus(PUMP_STOP).plus(LAUNCH), watchdog);
      if (out.overflowed() || err.overflowed()) {
        return new TooMuchOutput(maxOutputBytes);
      }
      return watchdog.killedProcess()
          ? new TimedOut()
          : new Exited(status, out.bytes(), err.bytes());
    } catch (TimeoutException e) {
      return new TimedOut();
    } catch (IOException e) {
      return notStarted(e);
    }
  }

  /** Waits for the exit status; the watchdog sees to it that there is one in time. */
  private static int await(End end, Duration longest, FamilyWatchdog watchdog)
      throws TimeoutException, IOException {
    try {
      return end.status.get(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      watchdog.kill(); // starting it took too long, which no watchdog sees
      throw e;
    } catch (InterruptedException e) {
      watchdog.kill();
      Thread.currentThread().interrupt();
      throw new TimeoutException();
    } catch (ExecutionException e) {
      if (watchdog.isStarted()) {
        return watchdog.exitStatus(); // only its output could not be read to the end
      }
      throw new IOException(e);
    }
  }

  private static @Nullable Map<String, String> environment(Map<String, String> added)
      throws IOException {
    if (added.isEmpty()) {
      return null; // all of the daemon's own
    }
    Map<String, String> environment = EnvironmentUtils.getProcEnvironment();
    environment.putAll(added);
    return environment;
  }

  private static PumpStreamHandler pumps(BoundedOutput out, BoundedOutput err, byte[] stdin) {
    ByteArrayInputStream in = stdin.length > 0 ? new ByteArrayInputStream(stdin) : null;
    PumpStreamHandler pumps = new PumpStreamHandler(out, err, in);
    pumps.setStopTimeout(PUMP_STOP);
    return pumps;
  }

  private static CommandLine commandLine(List<String> argv) {
    CommandLine line = new CommandLine(argv.get(0));
    argv.subList(1, argv.size()).forEach(argument -> line.addArgument(argument, false));
    return line;
  }

  /** What the system said; the library wraps it in exceptions of its own. */
  private static NotStarted notStarted(Exception failure) {
    Throwable cause = failure;
    while (cause.getCause() instanceof Exception wrapped
        && !String.valueOf(cause.getMessage()).startsWith("Cannot run program")) {
      cause = wrapped;
    }
    return new NotStarted(String.valueOf(cause.getMessage()));
  }

  /** Tells the waiting thread at once; the library's own handler is asked every 50 ms. */
  private static final class End implements ExecuteResultHandler {

    private final CompletableFuture<Integer> status = new CompletableFuture<>();

    @Override
    public void onProcessComplete(int exitValue) {
      status.complete(exitValue);
    }

    @Override
    public void onProcessFailed(ExecuteException e) {
      status.completeExceptionally(e);
    }
  }
}
