// SPDX-License-Identifier: Apache-2.0
package org.credmint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts the assembled tree's launchers as real processes, in the places where sites put them. */
class LauncherIT {

  /** The tree once more, at a place with spaces, for which its archive was not made. */
  private static Path copy;

  @TempDir Path dir;
  private Path cwd;
  private Launch launch;

  @BeforeAll
  static void copyTree(@TempDir Path place) throws Exception {
    copy = place.resolve("a tree  of ours");
    Launch.copyTree(copy);
  }

  @BeforeEach
  void makeWorkingDirectory() throws IOException {
    cwd = Files.createDirectory(dir.resolve("cwd"));
    launch = new Launch(dir, cwd);
  }

  @Test
  void theTreeHoldsWhatIsPromised() {
    assertThat(copy.resolve("bin/credmint")).isExecutable();
    assertThat(copy.resolve("sbin/condor_credmon_mint")).isExecutable();
    assertThat(copy.resolve("lib/make-archive")).isExecutable();
    assertThat(copy.resolve("lib/credmint.jsa")).isNotEmptyFile();
    assertThat(copy.resolve("lib/native/libjnidispatch.so")).isNotEmptyFile();
    assertThat(copy.resolve("lib/native/libamazonCorrettoCryptoProvider.so")).isNotEmptyFile();
    assertThat(copy.resolve("LICENSE")).isNotEmptyFile();
  }

  @Test
  void noJarIsSigned() throws IOException {
    List<Path> jars;
    try (Stream<Path> files = Files.list(copy.resolve("lib"))) {
      jars = files.filter(file -> file.toString().endsWith(".jar")).toList();
    }
    assertThat(jars).hasSizeGreaterThan(5);
    for (Path jar : jars) {
      try (ZipFile zip = new ZipFile(jar.toFile())) {
        assertThat(zip.stream().map(Object::toString))
            .as(jar.toString())
            .noneMatch(name -> name.matches("META-INF/[^/]*[.](SF|RSA|DSA|EC)"));
      }
    }
  }

  @Test
  void startsFromAPathWithSpacesWithNothingInTheEnvironment() throws Exception {
    assertThat(
            launch.run(
                Map.of("CREDMINT_JAVA_HOME", Launch.JDK),
                copy.resolve("bin/credmint"),
                "--version"))
        .satisfies(Launch::saysItsVersionAndNothingElse);
  }

  @Test
  void startsThroughChainsOfLinks() throws Exception {
    Path elsewhere = Files.createDirectory(copy.resolveSibling("else -> where"));
    Files.createSymbolicLink(copy.resolveSibling("link"), copy.getFileName());
    Files.createSymbolicLink(elsewhere.resolve("one"), Path.of("../link/bin/credmint"));
    Path two = Files.createSymbolicLink(elsewhere.resolve("two"), Path.of("one"));
    assertThat(launch.run(Map.of("CREDMINT_JAVA_HOME", Launch.JDK), two, "--version"))
        .satisfies(Launch::saysItsVersionAndNothingElse);
  }

  @Test
  void writesNothingIntoTheTreeOrTheWorkingDirectoryOrHome() throws Exception {
    Path home = Files.createDirectory(dir.resolve("home"));
    Map<String, String> before = listing(copy);
    Launch.Outcome outcome =
        launch.run(
            Map.of("CREDMINT_JAVA_HOME", Launch.JDK, "HOME", home.toString()),
            copy.resolve("bin/credmint"),
            "--version");
    assertThat(outcome).satisfies(Launch::saysItsVersionAndNothingElse);
    assertThat(listing(copy)).isEqualTo(before);
    assertThat(home).isEmptyDirectory();
    assertThat(cwd).isEmptyDirectory();
  }

  @Test
  void theTimeZoneIsFoundByNameThoughCondorMasterNamesAFile() throws Exception {
    String script =
        """
        root=$1 refused=7 memory=96m
        . "$root/lib/launch.sh"
        prepare
        echo "${TZ-none}"
        """;
    Map<String, String> zones =
        Map.of(":/etc/localtime", "none\n", "Europe/Berlin", "Europe/Berlin\n", "UTC", "UTC\n");
    for (Map.Entry<String, String> zone : zones.entrySet()) {
      Map<String, String> env = Map.of("CREDMINT_JAVA_HOME", Launch.JDK, "TZ", zone.getKey());
      assertThat(launch.run(env, Path.of("/bin/sh"), "-c", script, "sh", copy.toString()).out())
          .isEqualTo(zone.getValue());
    }
  }

  @Test
  void nativeLibrariesLoadWhereNothingCanBeWrittenAndTmpIsNoexec() throws Exception {
    Launch.Outcome can = launch.run(Map.of(), Path.of("/bin/sh"), "-c", "unshare -rm true");
    assumeTrue(can.status() == 0, "needs the right to make a mount name space");
    String script =
        """
        mount --bind "$1" /mnt && mount -o remount,bind,ro /mnt || exit 9
        for place in /tmp /var/tmp /root; do mount -t tmpfs -o ro,noexec none $place || exit 9; done
        cd / && touch /tmp/a 2>/dev/null && exit 8
        root=/mnt/credmint refused=7 memory=96m
        . $root/lib/launch.sh
        prepare
        class_path=/mnt/test-classes
        for found in $root/lib/*.jar; do class_path=$class_path:$found; done
        jvm -cp $class_path org.credmint.NativeProbe
        """;
    Launch.Outcome outcome =
        launch.run(
            Map.of("CREDMINT_JAVA_HOME", Launch.JDK),
            Path.of("/usr/bin/env"),
            "unshare",
            "-rm",
            "sh",
            "-c",
            script,
            "sh",
            Launch.TREE.getParent().toString());
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out()).isEqualTo("jna true, accp true\n");
    assertThat(outcome.status()).isZero();
  }

  @Test
  void javaIsChosenInTheDocumentedOrder() throws Exception {
    Path asked = fakeJdk("asked", "JAVA_VERSION=\"17\"");
    Path home = fakeJdk("home", "JAVA_VERSION=\"21.0.1\"");
    Path path = fakeJdk("path", "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"25-ea\"");
    Path distribution = fakeJdk("its jvms/b", "JAVA_VERSION=\"17.0.1\"");
    fakeJdk("its jvms/a", "JAVA_VERSION=\"1.8.0_382\"");
    Map<String, String> env = new TreeMap<>();
    env.put("CREDMINT_JVM_DIR", dir.resolve("its jvms").toString());
    env.put("PATH", "/usr/bin:/bin");
    if (Files.exists(Path.of("/usr/bin/java")) || Files.exists(Path.of("/bin/java"))) {
      env.put("PATH", toolsWithoutJava());
    }
    assertThat(chosen(env)).isEqualTo(distribution.toString());
    Path bin = Files.createDirectory(dir.resolve("bin"));
    Files.createSymbolicLink(bin.resolve("java"), path.resolve("bin/java"));
    env.merge("PATH", bin + ":", (old, front) -> front + old);
    assertThat(chosen(env)).isEqualTo(path.toString());
    env.put("JAVA_HOME", home.toString());
    assertThat(chosen(env)).isEqualTo(home.toString());
    env.put("CREDMINT_JAVA_HOME", asked.toString());
    assertThat(chosen(env)).isEqualTo(asked.toString());
  }

  @Test
  void javaThatIsTooOldIsPassedOver() throws Exception {
    Path old = fakeJdk("old", "JAVA_VERSION=\"11.0.2\"");
    Path good = fakeJdk("good", "JAVA_VERSION=\"17.0.2\"");
    assertThat(chosen(Map.of("JAVA_HOME", old.toString(), "PATH", good + "/bin:/usr/bin:/bin")))
        .isEqualTo(good.toString());
  }

  @Test
  void javaWithoutAReleaseFileIsAsked() throws Exception {
    Path good = fakeJdk("good", null);
    assertThat(chosen(Map.of("JAVA_HOME", good.toString()))).isEqualTo(good.toString());
  }

  @Test
  void withoutJavaTheDaemonAsksNotToBeRestarted() throws Exception {
    Map<String, String> env =
        Map.of("CREDMINT_JVM_DIR", cwd.toString(), "PATH", toolsWithoutJava());
    Launch.Outcome daemon = launch.run(env, copy.resolve("sbin/condor_credmon_mint"));
    assertThat(daemon.status()).isEqualTo(99);
    assertThat(daemon.err()).startsWith("condor_credmon_mint: no Java 17 or later").endsWith("\n");
    Launch.Outcome cli = launch.run(env, copy.resolve("bin/credmint"), "--version");
    assertThat(cli.status()).isEqualTo(1);
    assertThat(cli.err()).startsWith("credmint: no Java 17 or later");
  }

  @Test
  void aWrongCredmintJavaHomeIsRefusedAndNotPassedOver() throws Exception {
    Path old = fakeJdk("old", "JAVA_VERSION=\"11.0.2\"");
    for (String home : List.of(old.toString(), "/nonexistent")) {
      Launch.Outcome outcome =
          launch.run(
              Map.of("CREDMINT_JAVA_HOME", home, "JAVA_HOME", Launch.JDK),
              copy.resolve("sbin/condor_credmon_mint"));
      assertThat(outcome.status()).isEqualTo(99);
      assertThat(outcome.err()).contains("CREDMINT_JAVA_HOME is " + home);
    }
  }

  @Test
  void theLauncherBecomesTheJvmAndHandsOnItsArguments() throws Exception {
    Path jdk = fakeJdk("jdk", "JAVA_VERSION=\"17.0.2\"");
    Launch.Outcome outcome =
        launch.run(
            Map.of(
                "CREDMINT_JAVA_HOME", jdk.toString(),
                "CREDMINT_JAVA_OPTS", "-Dmine=* -Xmx9m",
                "JAVA_TOOL_OPTIONS", "-Dintruder=1"),
            copy.resolve("sbin/condor_credmon_mint"),
            "-d",
            "two words",
            "");
    List<String> lines = outcome.out().lines().toList();
    assertThat(lines)
        .startsWith(
            "pid " + outcome.pid(), "home " + jdk, "tool options ", "descriptor 3 is reserved");
    assertThat(lines)
        .containsSubsequence(
            "<-Xmx192m>", "<-Dcredmint.quit.fd=3>", "<-Dmine=*>", "<-Xmx9m>", "<-jar>")
        .doesNotContain("<-Xrs>");
    assertThat(lines).endsWith("<run>", "<-d>", "<two words>", "<>");
  }

  private String chosen(Map<String, String> env) throws Exception {
    Launch.Outcome outcome = launch.run(env, copy.resolve("bin/credmint"));
    assertThat(outcome.err()).isEmpty();
    return outcome.out().lines().skip(1).findFirst().orElseThrow().replace("home ", "");
  }

  /** What looks like a JDK, and tells how it was started. */
  private Path fakeJdk(String name, String release) throws IOException {
    Path home = dir.resolve(name);
    Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
    script(
        java,
        """
        if [ "$1" = -version ]; then echo 'openjdk version "17.0.9" 2023-10-17' >&2; exit; fi
        echo "pid $$"
        echo "home ${0%/bin/java}"
        echo "tool options $JAVA_TOOL_OPTIONS"
        [ /proc/self/fd/3 -ef /dev/null ] && echo 'descriptor 3 is reserved'
        printf '<%s>\\n' "$@"
        """);
    if (release != null) {
      Files.writeString(home.resolve("release"), release); // no newline: a line all the same
    }
    return home;
  }

  private String toolsWithoutJava() throws IOException {
    Path tools = Files.createDirectories(dir.resolve("tools"));
    script(tools.resolve("ls"), "exec /bin/ls \"$@\"\n");
    return tools.toString();
  }

  private static void script(Path file, String text) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static Map<String, String> listing(Path root) throws IOException {
    Map<String, String> listing = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      files.forEach(
          file -> {
            try {
              listing.put(
                  file.toString(),
                  Files.readAttributes(
                          file, "size,lastModifiedTime,fileKey", LinkOption.NOFOLLOW_LINKS)
                      .toString());
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
    return listing;
  }
}
