package org.credmint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts the assembled tree's launchers as real processes, in the places where sites put them. */
class LauncherIT {

  private static final Path TREE = Path.of(System.getProperty("credmint.tree"));
  private static final String JDK = System.getProperty("java.home");

  /** The tree once more, at a place with spaces, for which its archive was not made. */
  private static Path copy;

  @TempDir Path dir;
  private Path cwd;

  private record Outcome(long pid, int status, String out, String err) {}

  @BeforeAll
  static void copyTree(@TempDir Path place) throws Exception {
    copy = place.resolve("a tree  of ours");
    copyInto(TREE, copy);
  }

  @BeforeEach
  void makeWorkingDirectory() throws IOException {
    cwd = Files.createDirectory(dir.resolve("cwd"));
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
    assertThat(run(Map.of("CREDMINT_JAVA_HOME", JDK), copy.resolve("bin/credmint"), "--version"))
        .satisfies(LauncherIT::saysItsVersionAndNothingElse);
  }

  @Test
  void startsThroughChainsOfLinks() throws Exception {
    Path elsewhere = Files.createDirectory(copy.resolveSibling("else -> where"));
    Files.createSymbolicLink(copy.resolveSibling("link"), copy.getFileName());
    Files.createSymbolicLink(elsewhere.resolve("one"), Path.of("../link/bin/credmint"));
    Path two = Files.createSymbolicLink(elsewhere.resolve("two"), Path.of("one"));
    assertThat(run(Map.of("CREDMINT_JAVA_HOME", JDK), two, "--version"))
        .satisfies(LauncherIT::saysItsVersionAndNothingElse);
  }

  @Test
  void writesNothingIntoTheTreeOrTheWorkingDirectoryOrHome() throws Exception {
    Path home = Files.createDirectory(dir.resolve("home"));
    Map<String, String> before = listing(copy);
    Outcome outcome =
        run(
            Map.of("CREDMINT_JAVA_HOME", JDK, "HOME", home.toString()),
            copy.resolve("bin/credmint"),
            "--version");
    assertThat(outcome).satisfies(LauncherIT::saysItsVersionAndNothingElse);
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
      Map<String, String> env = Map.of("CREDMINT_JAVA_HOME", JDK, "TZ", zone.getKey());
      assertThat(run(env, Path.of("/bin/sh"), "-c", script, "sh", copy.toString()).out())
          .isEqualTo(zone.getValue());
    }
  }

  @Test
  void nativeLibrariesLoadWhereNothingCanBeWrittenAndTmpIsNoexec() throws Exception {
    Outcome can = run(Map.of(), Path.of("/bin/sh"), "-c", "unshare -rm true");
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
    Outcome outcome =
        run(
            Map.of("CREDMINT_JAVA_HOME", JDK),
            Path.of("/usr/bin/env"),
            "unshare",
            "-rm",
            "sh",
            "-c",
            script,
            "sh",
            TREE.getParent().toString());
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out()).isEqualTo("jna true, accp true\n");
    assertThat(outcome.status()).isZero();
  }

  @Test
  void theArchiveMadeByTheBuildIsUsed() throws Exception {
    assertThat(usesArchive(TREE)).isTrue();
  }

  @Test
  void anArchiveMadeForAnotherPlaceIsPassedOverUntilItIsMadeAnew() throws Exception {
    Path moved = dir.resolve("moved"); // JDK 17 shares none of our classes where there are spaces
    copyInto(copy, moved);
    assertThat(usesArchive(moved)).isFalse();
    Outcome made = run(Map.of("CREDMINT_JAVA_HOME", JDK), moved.resolve("lib/make-archive"));
    assertThat(made.status()).as(made.err()).isZero();
    assertThat(usesArchive(moved)).isTrue();
    try (Stream<Path> files = Files.list(moved.resolve("lib"))) {
      assertThat(files.filter(file -> file.getFileName().toString().startsWith("."))).isEmpty();
    }
  }

  @Test
  void anArchiveThatTheJvmRejectsIsPassedOverInSilence() throws Exception {
    Path moved = dir.resolve("spoilt");
    copyInto(copy, moved);
    Outcome made = run(Map.of("CREDMINT_JAVA_HOME", JDK), moved.resolve("lib/make-archive"));
    assertThat(made.status()).as(made.err()).isZero();
    for (byte[] content : List.of(new byte[0], new byte[100_000], "rubbish".getBytes(UTF_8))) {
      Files.write(moved.resolve("lib/credmint.jsa"), content);
      assertThat(run(Map.of("CREDMINT_JAVA_HOME", JDK), moved.resolve("bin/credmint"), "--version"))
          .satisfies(LauncherIT::saysItsVersionAndNothingElse);
    }
    Files.delete(moved.resolve("lib/credmint.jsa"));
    assertThat(run(Map.of("CREDMINT_JAVA_HOME", JDK), moved.resolve("bin/credmint"), "--version"))
        .satisfies(LauncherIT::saysItsVersionAndNothingElse);
  }

  @Test
  void newerJavaRunsTheSameTreeInSilenceAndCanMakeItsOwnArchive() throws Exception {
    Path newer = newerJdk();
    assumeTrue(newer != null, "needs a JDK newer than the one that runs the tests");
    Map<String, String> env = Map.of("CREDMINT_JAVA_HOME", newer.toString());
    assertThat(run(env, TREE.resolve("bin/credmint"), "--version"))
        .satisfies(LauncherIT::saysItsVersionAndNothingElse);
    Path moved = dir.resolve("newer");
    copyInto(copy, moved);
    // The other JDK's archive under a note that claims it for this one: the JVM has to find out.
    Outcome made = run(env, moved.resolve("lib/make-archive"));
    assertThat(made.status()).as(made.err()).isZero();
    assertThat(run(env, moved.resolve("bin/credmint"), "--version"))
        .satisfies(LauncherIT::saysItsVersionAndNothingElse);
    Files.write(
        moved.resolve("lib/credmint.jsa"), Files.readAllBytes(TREE.resolve("lib/credmint.jsa")));
    assertThat(run(env, moved.resolve("bin/credmint"), "--version"))
        .satisfies(LauncherIT::saysItsVersionAndNothingElse);
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
    Outcome daemon = run(env, copy.resolve("sbin/condor_credmon_mint"));
    assertThat(daemon.status()).isEqualTo(99);
    assertThat(daemon.err()).startsWith("condor_credmon_mint: no Java 17 or later").endsWith("\n");
    Outcome cli = run(env, copy.resolve("bin/credmint"), "--version");
    assertThat(cli.status()).isEqualTo(1);
    assertThat(cli.err()).startsWith("credmint: no Java 17 or later");
  }

  @Test
  void aWrongCredmintJavaHomeIsRefusedAndNotPassedOver() throws Exception {
    Path old = fakeJdk("old", "JAVA_VERSION=\"11.0.2\"");
    for (String home : List.of(old.toString(), "/nonexistent")) {
      Outcome outcome =
          run(
              Map.of("CREDMINT_JAVA_HOME", home, "JAVA_HOME", JDK),
              copy.resolve("sbin/condor_credmon_mint"));
      assertThat(outcome.status()).isEqualTo(99);
      assertThat(outcome.err()).contains("CREDMINT_JAVA_HOME is " + home);
    }
  }

  @Test
  void theLauncherBecomesTheJvmAndHandsOnItsArguments() throws Exception {
    Path jdk = fakeJdk("jdk", "JAVA_VERSION=\"17.0.2\"");
    Outcome outcome =
        run(
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

  private static void saysItsVersionAndNothingElse(Outcome outcome) {
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out()).matches("credmint [0-9][^\n ]*\n");
    assertThat(outcome.status()).isZero();
  }

  private boolean usesArchive(Path tree) throws Exception {
    Outcome outcome =
        run(
            Map.of("CREDMINT_JAVA_HOME", JDK, "CREDMINT_JAVA_OPTS", "-Xlog:class+load:stdout"),
            tree.resolve("bin/credmint"),
            "--version");
    assertThat(outcome.out()).contains("org.credmint.cli.Main source: ");
    return outcome.out().contains("org.credmint.cli.Main source: shared objects file");
  }

  private String chosen(Map<String, String> env) throws Exception {
    Outcome outcome = run(env, copy.resolve("bin/credmint"));
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

  private static void copyInto(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(
            file, to.resolve(from.relativize(file).toString()), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
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

  private Outcome run(Map<String, String> env, Path program, String... args) throws Exception {
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
