// SPDX-License-Identifier: Apache-2.0
package org.credmint.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A real HTCondor pool for a live test, made and ended by {@code scripts/pool}.
 *
 * <p>Which release it runs is told by the system property {@code credmint.pool.release}, so that
 * the same tests run against each. Paths are those of this machine, pids those of the pool: signals
 * go by {@link #signalCredmon}, or by running {@code kill} in the pool.
 */
final class LivePool implements AutoCloseable {

  /** What a command in the pool came to. */
  record Result(int exit, String stdout, String stderr) {}

  /** A job's state as HTCondor counts them. */
  static final int IDLE = 1;

  static final int RUNNING = 2;
  static final int REMOVED = 3;
  static final int COMPLETED = 4;
  static final int HELD = 5;

  private static final Duration COMMAND_LIMIT = Duration.ofMinutes(2);
  private static final Path SCRIPT =
      Path.of(System.getProperty("basedir", ""), "scripts", "pool").toAbsolutePath();
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final String name;
  private final Map<String, String> status;
  private final Thread atExit = new Thread(this::down);

  private LivePool(String name, Map<String, String> status) {
    this.name = name;
    this.status = status;
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /** What a pool shall be, before it is up. */
  static final class Builder {
    private final List<String> arguments = new ArrayList<>();

    private Builder() {}

    /** One knob, over those which every pool has. */
    Builder knob(String knob, String value) {
      return option("--knob", knob + " = " + value);
    }

    /** Lines of configuration as they are, for those that no single knob can say. */
    Builder configuration(String lines) {
      return option("--knob", lines);
    }

    /** Another credential monitor than ours: {@code stock}, {@code none}, or a path in the pool. */
    Builder credmon(String which) {
      return option("--credmon", which);
    }

    /** A personal pool: HTCondor run by this ordinary user alone. */
    Builder runBy(String user) {
      return option("--as", user);
    }

    /** Programs beside HTCondor, as {@code scripts/pool up} names them. */
    Builder with(String programs) {
      return option("--with", programs);
    }

    /** Another JDK than the one the tests run on. */
    Builder jdk(Path home) {
      return option("--jdk", home.toString());
    }

    private Builder option(String option, String value) {
      arguments.add(option);
      arguments.add(value);
      return this;
    }

    /** Brings the pool up, and returns when it is ready. */
    LivePool up() {
      String prefix = setting("credmint.pool.prefix", "live");
      String name = prefix + "-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();
      List<String> command = new ArrayList<>(List.of(SCRIPT.toString(), "up", "--name", name));
      command.addAll(List.of("--release", release()));
      command.addAll(List.of("--tree", setting("credmint.tree", "target/credmint")));
      if (!arguments.contains("--jdk")) {
        command.addAll(List.of("--jdk", System.getProperty("java.home")));
      }
      command.addAll(arguments);
      // The first pool of a release waits for its root file system to be made.
      Result result = execute(command, "", Duration.ofMinutes(15));
      assertThat(result.exit()).as("%s%n%s", String.join(" ", command), result.stderr()).isZero();
      return new LivePool(name, keysAndValues(result.stdout()));
    }
  }

  static Builder builder() {
    return new Builder();
  }

  private static String setting(String property, String otherwise) {
    String value = System.getProperty(property, "");
    return value.isEmpty() ? otherwise : value;
  }

  private static Map<String, String> keysAndValues(String text) {
    return text.lines()
        .filter(line -> line.contains(": "))
        .collect(
            Collectors.toMap(
                line -> line.substring(0, line.indexOf(": ")),
                line -> line.substring(line.indexOf(": ") + 2),
                (first, second) -> first));
  }

  /** HTCondor's version, such as 25.14.1. */
  /** Which release the pools of this run have, such as {@code 23.9}. */
  static String release() {
    return setting("credmint.pool.release", "25.14");
  }

  String version() {
    return status.get("condor");
  }

  /**
   * Whether a job may ask by {@code use_oauth_services}; where not, each job gets the token
   * unasked.
   */
  boolean jobsAsk() {
    return !version().startsWith("23.");
  }

  /** Whether HTCondor's own monitor serves handles of local providers: since 25.13.2. */
  boolean hasHandlesOfLocalProviders() {
    return jobsAsk();
  }

  /** The line by which a submit description asks for the token of this service. */
  String asking(String service) {
    return jobsAsk() ? "use_oauth_services = " + service + "\n" : "";
  }

  /** The process id, on this machine, of the pool's first process. */
  String init() {
    return String.valueOf(status.get("init"));
  }

  /** The credential directory with whatever is mounted there in the pool. */
  Path credentials() {
    return Path.of("/proc", status.get("init"), "root", "var/lib/condor/oauth_credentials");
  }

  Path logs() {
    return Path.of(status.get("logs"));
  }

  Path home(String user) {
    return Path.of(status.get("homes"), user);
  }

  Path configuration() {
    return Path.of(status.get("configuration"));
  }

  /** The credential monitor's log so far. */
  String credmonLog() {
    return read(logs().resolve("CredMonOAuthLog"));
  }

  /** Runs a command in the pool, in the user's home directory. */
  Result run(String user, String... command) {
    return run(user, "", COMMAND_LIMIT, command);
  }

  Result run(String user, String stdin, Duration limit, String... command) {
    List<String> whole =
        new ArrayList<>(List.of(SCRIPT.toString(), "run", "--name", name, "--user", user, "--"));
    whole.addAll(List.of(command));
    return execute(whole, stdin, limit);
  }

  /** Runs a command that has to succeed, and returns what it wrote. */
  String call(String user, String... command) {
    Result result = run(user, command);
    assertThat(result.exit())
        .as("%s as %s: %s", String.join(" ", command), user, result.stderr())
        .isZero();
    return result.stdout().strip();
  }

  /** Submits what the description says, and returns the cluster. */
  int submit(String user, String description) {
    Result result = run(user, description, COMMAND_LIMIT, "condor_submit", "-terse", "-");
    assertThat(result.exit()).as("condor_submit: %s", result.stderr()).isZero();
    String first = result.stdout().strip();
    return Integer.parseInt(first.substring(0, first.indexOf('.')));
  }

  /** One attribute of a job, in the queue or gone from it; none if the job lacks it. */
  Optional<String> attribute(int cluster, String attribute) {
    return Stream.of("condor_q", "condor_history")
        .map(tool -> call("root", tool, Integer.toString(cluster), "-af:r", attribute))
        .filter(text -> !text.isEmpty())
        .map(text -> text.lines().findFirst().orElseThrow())
        .filter(text -> !text.equals("undefined"))
        .findFirst();
  }

  /** Waits until the job is in one of these states, and returns which. */
  int waitForJob(int cluster, Duration limit, Integer... states) {
    return waitFor(
        "job " + cluster + " in state " + List.of(states),
        limit,
        () ->
            attribute(cluster, "JobStatus")
                .map(Integer::valueOf)
                .filter(List.of(states)::contains));
  }

  /**
   * Adds lines to the pool's configuration, over all others; they hold after {@link #reconfigure}.
   */
  void configure(String lines) {
    write(configuration().resolve("95-test.conf"), lines + "\n", StandardOpenOption.APPEND);
  }

  void reconfigure() {
    call("root", "condor_reconfig");
  }

  /** The credential monitor's pid in the pool, as it wrote it down. */
  long credmonPid() {
    return Long.parseLong(read(credentials().resolve("pid")).strip());
  }

  void signalCredmon(String signal) {
    call("root", "kill", "-" + signal, Long.toString(credmonPid()));
  }

  /** Looks again and again until there is something, and fails when the time is over. */
  <T> T waitFor(String what, Duration limit, Callable<Optional<T>> look) {
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      try {
        Optional<T> found = look.call();
        if (found.isPresent()) {
          return found.get();
        }
        if (System.nanoTime() > end) {
          throw new AssertionError("waited " + limit.toSeconds() + " s for " + what + diagnosis());
        }
        Thread.sleep(50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted while waiting for " + what, e);
      } catch (Exception e) {
        throw new AssertionError("looking for " + what + " failed" + diagnosis(), e);
      }
    }
  }

  /** Waits until a file of this machine is there. */
  Path waitForFile(Path file, Duration limit) {
    return waitFor(
        file.toString(), limit, () -> Optional.of(file).filter(path -> Files.exists(path)));
  }

  private String diagnosis() {
    return Stream.of("MasterLog", "CredLog", "CredMonOAuthLog")
        .map(logs()::resolve)
        .filter(Files::exists)
        .map(log -> "\n---- the end of " + log.getFileName() + "\n" + end(read(log)))
        .collect(Collectors.joining());
  }

  private static String end(String text) {
    List<String> lines = text.lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
  }

  @Override
  public void close() {
    down();
    Runtime.getRuntime().removeShutdownHook(atExit);
  }

  private void down() {
    Result result = execute(List.of(SCRIPT.toString(), "down", "--name", name), "", COMMAND_LIMIT);
    assertThat(result.exit()).as("pool down: %s", result.stderr()).isZero();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, String text, StandardOpenOption option) {
    try {
      Files.writeString(file, text, StandardOpenOption.CREATE, option);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Result execute(List<String> command, String stdin, Duration limit) {
    try {
      Process process = new ProcessBuilder(command).start();
      CompletableFuture<String> stdout = text(process.getInputStream());
      CompletableFuture<String> stderr = text(process.getErrorStream());
      try (OutputStream input = process.getOutputStream()) {
        input.write(stdin.getBytes(UTF_8));
      }
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(
            "not ended after " + limit.toSeconds() + " s: " + String.join(" ", command));
      }
      return new Result(process.exitValue(), stdout.join(), stderr.join());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted in " + String.join(" ", command), e);
    }
  }

  private static CompletableFuture<String> text(InputStream stream) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (stream) {
            return new String(stream.readAllBytes(), UTF_8);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }
}
