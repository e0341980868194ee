// SPDX-License-Identifier: Apache-2.0
package org.credmint;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.accessTargetWhere;
import static com.tngtech.archunit.lang.conditions.ArchConditions.dependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitCallTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import java.io.File;
import java.io.FileOutputStream;
import java.io.FileWriter;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.credmint.provider.Provider;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the walls between the rooms. The tables here are those of docs/architecture.md. */
class ArchitectureTest {

  /** Each room may use those before it. */
  private static final List<String> ROOMS =
      List.of(
          "secret",
          "os.libc",
          "os.file",
          "os.watch",
          "os.process",
          "os",
          "htcondor.knob",
          "htcondor.log",
          "htcondor.tool",
          "htcondor.nativelib",
          "htcondor",
          "credential",
          "credential.kind",
          "credential.method",
          "request",
          "queue.job",
          "queue.log",
          "queue.index",
          "queue",
          "config.knob",
          "config.group",
          "config.claim",
          "config.rule",
          "config.provider",
          "config.schedd",
          "config.proxy",
          "config.pool",
          "config.standing",
          "config.oauth",
          "config",
          "directory",
          "policy.decision",
          "policy.claim",
          "policy",
          "key",
          "x509",
          "publication",
          "issue",
          "issue.lane",
          "issue.idtoken",
          "issue.proxy",
          "issue.endpoint",
          "issue.oauth",
          "content.signature",
          "content",
          "issue.carried",
          "issue.callout",
          "issue.stored",
          "store",
          "renew",
          "audit.line",
          "audit.search",
          "audit",
          "control",
          "event",
          "audit.trail",
          "status",
          "metrics",
          "provider",
          "revocation",
          "standing",
          "oauth",
          "rotation",
          "inspect",
          "diagnosis",
          "demand",
          "demand.standing",
          "demand.control",
          "reconcile",
          "index",
          "status.survey",
          "daemon",
          "cli.option",
          "cli.check",
          "cli.config",
          "cli.document",
          "cli.inspect",
          "cli.keys",
          "cli.status",
          "cli.takeback",
          "cli.why",
          "cli");

  private static final List<Class<?>> WRITER_TYPES =
      List.of(
          FileOutputStream.class,
          FileWriter.class,
          RandomAccessFile.class,
          SecureDirectoryStream.class);

  /** What any room may see of the room that calls libc. */
  private static final Set<String> SEEN_OF_LIBC =
      Set.of("Errno", "FileNames", "FileState", "PosixException");

  private static final String FILES_WRITERS =
      "copy|create.*|delete.*|move|new(BufferedWriter|ByteChannel|OutputStream)|set.*|write.*";

  private static final String FILE_WRITERS =
      "create.*|delete.*|mkdirs?|renameTo|set(Executable|LastModified|Read.*|Writable)";

  /** Something only the named rooms may touch. */
  private record Fence(String what, Set<String> rooms, ArchCondition<JavaClass> touch) {
    @Override
    public String toString() {
      return what + " only in " + (rooms.isEmpty() ? "no room" : new TreeSet<>(rooms));
    }
  }

  private static JavaClasses classes;

  @BeforeAll
  static void scan() {
    classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.credmint");
  }

  @Test
  void theScanFindsEveryRoomThatHasSource() throws IOException {
    Set<String> found = classes.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());
    Set<String> expected;
    Path source = Path.of("src/main/java");
    try (Stream<Path> entries = Files.walk(source)) {
      expected =
          entries
              .filter(entry -> entry.toString().endsWith(".java"))
              .map(entry -> source.relativize(entry).getParent().toString().replace('/', '.'))
              .collect(Collectors.toSet());
    }
    assertThat(found).isEqualTo(expected).isNotEmpty();
    assertThat(classes.size()).isGreaterThan(20);
  }

  @Test
  void everyClassIsInARoom() {
    Set<String> allowed =
        ROOMS.stream().map(room -> "org.credmint." + room).collect(Collectors.toSet());
    assertThat(classes).allSatisfy(c -> assertThat(c.getPackageName()).isIn(allowed));
  }

  @Test
  void everyRoomIsNullMarked() {
    for (String room : ROOMS) {
      JavaPackage code = classes.getPackage("org.credmint." + room);
      assertThat(code.isAnnotatedWith(NullMarked.class)).as(room).isTrue();
    }
  }

  @Test
  void roomsFormNoCycle() {
    slices().matching("org.credmint.(**)").should().beFreeOfCycles().check(classes);
  }

  static IntStream roomNumbers() {
    return IntStream.range(0, ROOMS.size() - 1);
  }

  @ParameterizedTest
  @MethodSource("roomNumbers")
  void aRoomUsesOnlyRoomsAboveIt(int number) {
    String[] below =
        ROOMS.stream().skip(number + 1L).map(room -> "org.credmint." + room).toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage("org.credmint." + ROOMS.get(number))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(below)
        .allowEmptyShould(true)
        .check(classes);
  }

  static Stream<Fence> fences() {
    return Stream.of(
        library("com.sun.jna..", "os.libc", "htcondor.nativelib"),
        library("org.apache.commons.exec..", "os.process"),
        library("sun.misc..", "os.process"),
        library("com.amazon..", "key"),
        library(
            "com.nimbusds..",
            "key",
            "publication",
            "rotation",
            "issue",
            "issue.idtoken",
            "issue.endpoint",
            "issue.oauth",
            "content.signature",
            "content"),
        library("org.bouncycastle..", "key", "x509", "issue.idtoken", "issue.proxy", "content"),
        library(
            "com.fasterxml..",
            "cli",
            "cli.check",
            "cli.config",
            "cli.inspect",
            "cli.status",
            "revocation",
            "cli.why",
            "status",
            "audit.line",
            "issue",
            "directory"),
        library("java.net.http..", "issue.endpoint", "content.signature"),
        library("java.util.logging..", "event"),
        library("io.prometheus..", "metrics"),
        library("com.sun.net..", "metrics"),
        library(
            "picocli..",
            "cli",
            "cli.option",
            "cli.config",
            "cli.document",
            "cli.inspect",
            "cli.keys",
            "cli.status",
            "cli.takeback",
            "cli.why"),
        library("org.credmint.queue.index", "queue.index", "queue"),
        library("org.credmint.queue.log", "queue.log", "queue.index", "queue"),
        library("org.credmint.policy.claim", "policy.claim", "policy"),
        new Fence(
            "system calls",
            Set.of("os.libc", "os.file", "os.watch", "os.process", "os"),
            dependOnClassesThat(
                describe(
                    "are not for other rooms",
                    c ->
                        c.getPackageName().endsWith(".os.libc")
                            && !SEEN_OF_LIBC.contains(name(c))))),
        new Fence(
            "writers of files",
            Set.of("os.file"),
            dependOnClassesThat(
                describe("write files", c -> WRITER_TYPES.stream().anyMatch(c::isEquivalentTo)))),
        access("writing files", Files.class, FILES_WRITERS, "os.file"),
        access("writing files", File.class, FILE_WRITERS, "os.file"),
        access("opening channels", FileChannel.class, "open", "os.file"),
        access("starting processes", ProcessBuilder.class, "start", "os.process"),
        access("starting processes", Runtime.class, "exec", "os.process"),
        access("the standard streams", System.class, "err|in|out", "cli"),
        access("ending the process", System.class, "exit", "cli"),
        access("ending the process", Runtime.class, "exit|halt", "cli"),
        access("the system's clock", System.class, "currentTimeMillis|nanoTime", "cli"),
        access("the system's clock", Clock.class, "system.*|tick(Millis|Seconds|Minutes)", "cli"),
        new Fence("the system's clock", Set.of("cli"), accessTargetWhere(READS_THE_CLOCK)),
        access("deciding past the gate", Provider.class, "decide", "revocation"),
        access("sleeping", Thread.class, "sleep"),
        access("sleeping", TimeUnit.class, "sleep"));
  }

  private static boolean readsTheClock(CodeUnitCallTarget target) {
    if (target.getOwner().isEquivalentTo(Date.class)) {
      return target.getName().equals("<init>") && target.getRawParameterTypes().isEmpty();
    }
    return target.getOwner().getPackageName().startsWith("java.time")
        && target.getName().equals("now")
        && target.getRawParameterTypes().stream().noneMatch(c -> c.isEquivalentTo(Clock.class));
  }

  private static String name(JavaClass c) {
    String name = c.getName();
    return name.substring(name.lastIndexOf('.') + 1).replaceFirst("\\$.*", "");
  }

  private static Fence library(String packages, String... rooms) {
    return new Fence(packages, Set.of(rooms), dependOnClassesThat(resideInAPackage(packages)));
  }

  private static Fence access(String what, Class<?> type, String members, String... rooms) {
    return new Fence(
        what + " (" + type.getSimpleName() + "." + members + ")",
        Set.of(rooms),
        accessTargetWhere(
            describe(
                "is " + type.getSimpleName() + "." + members,
                a ->
                    a.getTargetOwner().isAssignableTo(type)
                        && a.getTarget().getName().matches(members))));
  }

  /** {@code now()} of any time type unless a clock is handed to it; {@code new Date()}. */
  private static final DescribedPredicate<JavaAccess<?>> READS_THE_CLOCK =
      describe(
          "reads the system's clock",
          a -> a.getTarget() instanceof CodeUnitCallTarget target && readsTheClock(target));

  @ParameterizedTest
  @MethodSource("fences")
  void whatIsFencedIsTouchedOnlyWhereItMay(Fence fence) {
    noClasses()
        .that(
            describe(
                "are in other rooms",
                c -> !fence.rooms().contains(c.getPackageName().replace("org.credmint.", ""))))
        .should(fence.touch())
        .check(classes);
  }
}
