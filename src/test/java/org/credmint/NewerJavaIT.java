// SPDX-License-Identifier: Apache-2.0
package org.credmint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tree under a JDK newer than the one that built it, where the machine has one. */
class NewerJavaIT {
  @TempDir Path dir;

  @Test
  void newerJavaRunsTheSameTreeInSilenceAndCanMakeItsOwnArchive() throws Exception {
    Path newer = newerJdk();
    assumeTrue(newer != null, "needs a JDK newer than the one that runs the tests");
    Map<String, String> env = Map.of("CREDMINT_JAVA_HOME", newer.toString());
    Launch launch = new Launch(dir, Files.createDirectory(dir.resolve("cwd")));
    assertThat(launch.version(env, Launch.TREE)).satisfies(Launch::saysItsVersionAndNothingElse);
    Path moved = dir.resolve("newer");
    Launch.copyTree(moved);
    // The other JDK's archive under a note that claims it for this one: the JVM has to find out.
    Launch.Outcome made = launch.run(env, moved.resolve("lib/make-archive"));
    assertThat(made.status()).as(made.err()).isZero();
    assertThat(launch.version(env, moved)).satisfies(Launch::saysItsVersionAndNothingElse);
    Files.write(
        moved.resolve("lib/credmint.jsa"),
        Files.readAllBytes(Launch.TREE.resolve("lib/credmint.jsa")));
    assertThat(launch.version(env, moved)).satisfies(Launch::saysItsVersionAndNothingElse);
  }

  private static Path newerJdk() throws IOException {
    Path jvms = Path.of("/usr/lib/jvm");
    if (!Files.isDirectory(jvms)) {
      return null;
    }
    int ours = Runtime.version().feature();
    try (Stream<Path> homes = Files.list(jvms)) {
      return homes
          .filter(home -> Files.isExecutable(home.resolve("bin/java")))
          .filter(home -> feature(home) > ours)
          .findFirst()
          .orElse(null);
    }
  }

  private static int feature(Path home) {
    try (Stream<String> lines = Files.lines(home.resolve("release"))) {
      return lines
          .filter(line -> line.startsWith("JAVA_VERSION=\""))
          .map(line -> line.replaceAll("[^0-9]*([0-9]+).*", "$1"))
          .mapToInt(Integer::parseInt)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }
}
