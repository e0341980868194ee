// SPDX-License-Identifier: Apache-2.0
package org.credmint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Starts programs as real processes, from the assembled tree or copies of it. */
final class Launch {
  static final Path TREE = Path.of(System.getProperty("credmint.tree"));
  static final String JDK = System.getProperty("java.home");

  private final Path dir;
  private final Path cwd;

  /** Starts programs in {@code cwd} and keeps their output in {@code dir}. */
  Launch(Path dir, Path cwd) {
    this.dir = dir;
    this.cwd = cwd;
  }

  record Outcome(long pid, int status, String out, String err) {}

  /** Copies the assembled tree, its archive of classes too, which was not made for that place. */
  static void copyTree(Path to) throws IOException {
    try (Stream<Path> files = Files.walk(TREE)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(
            file, to.resolve(TREE.relativize(file).toString()), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  /** The outcome of {@code --version} where nothing is amiss. */
  static void saysItsVersionAndNothingElse(Outcome outcome) {
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out()).matches("credmint [0-9][^\n ]*\n");
    assertThat(outcome.status()).isZero();
  }

  /** Asks a tree for its version. */
  Outcome version(Map<String, String> env, Path tree) throws Exception {
    return run(env, tree.resolve("bin/credmint"), "--version");
  }

  /**
   * Runs a program with nothing but this environment, and waits for its end.
   *
   * @throws AssertionError when it does not end within a minute
   */
  Outcome run(Map<String, String> env, Path program, String... args) throws Exception {
    Path out = dir.resolve("out");
    Path err = dir.resolve("err");
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(Arrays.asList(args));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(cwd.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().clear();
    builder.environment().putAll(env);
    Process process = builder.start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ends in a minute").isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Outcome(
        process.pid(), process.exitValue(), Files.readString(out), Files.readString(err));
  }
}
