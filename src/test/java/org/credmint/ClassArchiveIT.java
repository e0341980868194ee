// SPDX-License-Identifier: Apache-2.0
package org.credmint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive of classes, which makes the start quick, where it fits and where it does not. */
class ClassArchiveIT {

  private static final Map<String, String> OUR_JDK = Map.of("CREDMINT_JAVA_HOME", Launch.JDK);

  @TempDir Path dir;
  private Launch launch;

  @BeforeEach
  void makeWorkingDirectory() throws IOException {
    launch = new Launch(dir, Files.createDirectory(dir.resolve("cwd")));
  }

  @Test
  void theArchiveMadeByTheBuildIsUsed() throws Exception {
    assertThat(usesArchive(Launch.TREE)).isTrue();
  }

  @Test
  void anArchiveMadeForAnotherPlaceIsPassedOverUntilItIsMadeAnew() throws Exception {
    Path moved = dir.resolve("moved"); // JDK 17 shares none of our classes where there are spaces
    Launch.copyTree(moved);
    assertThat(usesArchive(moved)).isFalse();
    Launch.Outcome made = launch.run(OUR_JDK, moved.resolve("lib/make-archive"));
    assertThat(made.status()).as(made.err()).isZero();
    assertThat(made.err()).as("what it could not do").isEmpty();
    assertThat(usesArchive(moved)).isTrue();
    try (Stream<Path> files = Files.list(moved.resolve("lib"))) {
      assertThat(files.filter(file -> file.getFileName().toString().startsWith("."))).isEmpty();
    }
  }

  @Test
  void anArchiveThatTheJvmRejectsIsPassedOverInSilence() throws Exception {
    Path moved = dir.resolve("spoilt");
    Launch.copyTree(moved);
    // The note that the launcher goes by says that the archive was made for this place.
    Path note = moved.resolve("lib/credmint.jsa.for");
    Files.writeString(
        note, Files.readString(note).replace(Launch.TREE.toString(), moved.toString()));
    assertThat(usesArchive(moved)).isFalse();
    for (byte[] content : List.of(new byte[0], new byte[100_000], "rubbish".getBytes(UTF_8))) {
      Files.write(moved.resolve("lib/credmint.jsa"), content);
      assertThat(launch.version(OUR_JDK, moved)).satisfies(Launch::saysItsVersionAndNothingElse);
    }
    Files.delete(moved.resolve("lib/credmint.jsa"));
    assertThat(launch.version(OUR_JDK, moved)).satisfies(Launch::saysItsVersionAndNothingElse);
  }

  @Test
  void theDaemonAsCondorMasterStartsItTakesItsClassesFromItAndReadsNoCommandLine()
      throws Exception {
    Map<String, String> withoutKnobs =
        Map.of(
            "CREDMINT_JAVA_HOME",
            Launch.JDK,
            "CREDMINT_JAVA_OPTS",
            "-Xlog:class+load:stdout",
            "CONDOR_CONFIG_VAL",
            dir.resolve("none").toString());
    Launch.Outcome outcome =
        launch.run(withoutKnobs, Launch.TREE.resolve("sbin/condor_credmon_mint"));
    assertThat(outcome.err()).contains("cannot read the configuration");
    List<String> ours =
        outcome.out().lines().filter(line -> line.contains("org.credmint.")).toList();
    assertThat(ours).hasSizeGreaterThan(20);
    // All but those of this failure, which the archive's maker never met.
    assertThat(ours.stream().filter(line -> !line.endsWith("source: shared objects file")))
        .hasSizeLessThan(ours.size() / 10);
    assertThat(outcome.out()).doesNotContain("picocli");
  }

  private boolean usesArchive(Path tree) throws Exception {
    Map<String, String> telling =
        Map.of("CREDMINT_JAVA_HOME", Launch.JDK, "CREDMINT_JAVA_OPTS", "-Xlog:class+load:stdout");
    Launch.Outcome outcome = launch.version(telling, tree);
    assertThat(outcome.out()).contains("org.credmint.cli.Main source: ");
    return outcome.out().contains("org.credmint.cli.Main source: shared objects file");
  }
}
