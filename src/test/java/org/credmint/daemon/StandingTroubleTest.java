// SPDX-License-Identifier: Apache-2.0
package org.credmint.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.credmint.config.AuditSettings;
import org.credmint.event.ConfigurationEvent;
import org.credmint.event.CredentialEvent;
import org.credmint.event.DaemonEvent;
import org.credmint.issue.UnverifiedToken;
import org.credmint.os.FaultyHost;
import org.credmint.os.libc.Errno;
import org.credmint.os.libc.FaultyPosix;
import org.credmint.os.libc.LibC;
import org.credmint.os.libc.Posix;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Standing credentials whose files, disks, clocks and configuration change under the monitor. */
final class StandingTroubleTest {
  private static final Duration LOOK = Duration.ofMillis(400);
  private static final Duration A_MINUTE = Duration.ofSeconds(61);
  private static final Duration LIFETIME = Duration.ofSeconds(1200);
  private static final int MANY = 60;

  @TempDir private Path temporary;
  private final LibC real = new LibC();
  private final FaultyPosix disk = new FaultyPosix(real);
  private final FaultyHost keyDisk = new FaultyHost();
  private TestMonitor monitor;
  private StandingSite site;

  @BeforeEach
  void declareAPilot() throws IOException {
    monitor = new TestMonitor(temporary, FaultyHost.on(disk), new FaultyHost().host());
    site = new StandingSite(temporary, monitor.directory, keyDisk.host());
    monitor.asking(site.source(monitor.directory, new AtomicLong()));
    site.set("CREDMINT_pilot_TARGETS", "fnal cern");
  }

  @AfterEach
  void close() {
    monitor.close();
    site.close();
  }

  private TestMonitor serving() {
    site.serve(monitor);
    assertThat(site.problems).isEmpty();
    return monitor;
  }

  private UnverifiedToken token(String target) {
    return site.token(site.file(target)).orElseThrow();
  }

  private void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(Path file, String content) {
    try {
      Files.writeString(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> failures() {
    return monitor.events(CredentialEvent.NotRenewed.class).stream()
        .map(CredentialEvent.NotRenewed::text)
        .toList();
  }

  @Test
  void aFileThatSomebodyDeletesOrOverwritesIsBackWithinAMinute() throws IOException {
    Path auditLog = temporary.resolve("audit.log");
    serving()
        .audited(new AuditSettings(auditLog, 1_000_000, 2))
        .then(() -> delete(site.file("fnal")))
        .then(() -> write(site.file("cern"), "of somebody else\n"))
        .thenPasses(A_MINUTE)
        .run();
    assertThat(token("fnal").claims().subject()).isEqualTo("pilot-fnal@example.org");
    assertThat(token("cern").claims().subject()).isEqualTo("pilot-cern@example.org");
    assertThat(monitor.events(CredentialEvent.Lost.class))
        .singleElement()
        .satisfies(lost -> assertThat(lost.text()).startsWith(site.file("fnal") + " was removed"));
    assertThat(monitor.events(CredentialEvent.Replacing.class))
        .singleElement()
        .satisfies(one -> assertThat(one.text()).startsWith("Replacing " + site.file("cern")));
    assertThat(Files.readString(auditLog)).containsOnlyOnce("\"act\":\"loss\"");
  }

  @Test
  void aFileThatNobodyTouchesIsNotReadOrWrittenByTheLook() {
    serving().thenPasses(A_MINUTE).thenPasses(A_MINUTE).run();
    assertThat(monitor.events(CredentialEvent.Renewed.class)).hasSize(2);
  }

  @Test
  void aFullDiskIsToldOnceForEachAndTheOldTokensStayUntilThereIsRoom() {
    serving()
        .then(() -> disk.fullAfter(0))
        .thenPasses(LIFETIME.dividedBy(2).plusSeconds(61))
        .then(
            () ->
                assertThat(failures())
                    .hasSize(2)
                    .allMatch(text -> text.contains("no space left on device"))
                    .anyMatch(text -> text.contains(site.file("fnal").toString())))
        .then(() -> assertThat(token("fnal").claims().expiresAt()).isAfter(monitor.now()))
        .then(disk::heal)
        .thenPasses(LIFETIME.dividedBy(4))
        .run();
    assertThat(monitor.events(CredentialEvent.Renewed.class)).hasSize(4);
    assertThat(site.file("fnal").getParent().toFile().list()).containsExactly("pilot");
  }

  @Test
  void aReadOnlyDirectoryIsToldAndTheCredentialDirectoryServed() {
    disk.instead("openat", 0, this::readOnly);
    serving()
        .then(
            () ->
                assertThat(failures())
                    .hasSize(2)
                    .allMatch(text -> text.contains("read-only file system")))
        .then(disk::heal)
        .thenPasses(LIFETIME)
        .run();
    assertThat(token("fnal").claims().subject()).isEqualTo("pilot-fnal@example.org");
  }

  private int readOnly(Object[] arguments, int result) {
    int flags = (int) arguments[2];
    return (flags & Posix.O_CREAT) != 0
        ? -Errno.EROFS.number()
        : real.openat((int) arguments[0], (byte[]) arguments[1], flags, (int) arguments[3]);
  }

  @Test
  void aDirectoryOfSomebodyElseIsNotWrittenIntoAndTheOtherTargetIsServed() throws IOException {
    Path directory = Files.createDirectories(site.file("fnal").getParent());
    Files.setAttribute(directory, "unix:uid", 4711);
    serving().run();
    assertThat(directory).isEmptyDirectory();
    assertThat(site.file("cern")).exists();
    assertThat(failures()).singleElement().asString().contains(directory + " is owned by uid 4711");
  }

  @Test
  void aClockThatIsSetForwardHasDeadTokensReplacedAtOnce() {
    serving().thenClockIsSet(Duration.ofDays(1)).run();
    assertThat(monitor.events(DaemonEvent.ClockStepped.class)).hasSize(1);
    assertThat(token("fnal").claims().expiresAt()).isEqualTo(monitor.now().plus(LIFETIME));
    assertThat(monitor.events(CredentialEvent.Renewed.class)).hasSize(4);
  }

  @Test
  void aClockThatIsSetBackHasTokensFromTheFutureReplacedAtOnce() {
    serving().thenClockIsSet(Duration.ofDays(-1)).run();
    assertThat(token("cern").claims().issuedAt()).isEqualTo(monitor.now());
    assertThat(monitor.events(CredentialEvent.Renewed.class)).hasSize(4);
  }

  private TestMonitor servingAfter(Runnable change) {
    return serving()
        .then(
            () -> {
              change.run();
              serving().reloadSays(monitor.configuration(0400));
            })
        .thenComes(new Message.Sighup())
        .thenPasses(LOOK)
        .thenPasses(LOOK);
  }

  @Test
  void aNewOwnerAndLifetimeHaveEachFileWrittenOnce() throws IOException {
    servingAfter(
            () ->
                site.set("CREDMINT_pilot_OWNER", "4711")
                    .set("CREDMINT_pilot_TOKEN_LIFETIME", "900"))
        .run();
    assertThat(Files.getAttribute(site.file("fnal"), "unix:uid")).isEqualTo(4711);
    assertThat(monitor.events(CredentialEvent.Renewed.class)).hasSize(4);
  }

  @Test
  void aFileOfTargetsThatIsTooLargeIsToldAndTakesNothingAway() {
    site.without("CREDMINT_pilot_TARGETS");
    site.set("CREDMINT_pilot_TARGETS_FILE", site.targets.toString());
    site.list("fnal");
    serving()
        .then(() -> site.write(("#" + "x".repeat(1023) + "\n").repeat(17 * 1024)))
        .thenPasses(LOOK)
        .thenPasses(LOOK)
        .run();
    assertThat(site.file("fnal")).exists();
    assertThat(monitor.events(ConfigurationEvent.ConfigurationProblem.class))
        .extracting(ConfigurationEvent.ConfigurationProblem::text)
        .singleElement()
        .asString()
        .contains("too large", site.targets.toString());
  }

  @Test
  void aLocalUserWhoDoesNotExistIsOneProblem() {
    site.without("CREDMINT_pilot_EXPORT").set("CREDMINT_pilot_USER", "no-such-user-here");
    site.serve(monitor);
    assertThat(site.problems)
        .singleElement()
        .asString()
        .contains("CREDMINT_pilot_USER", "no-such-user-here", "is not an account");
  }

  @Test
  void aGroupIsFoundAsTheSystemNamesItAndOneThatIsNotThereIsOneProblem() throws IOException {
    site.set("CREDMINT_pilot_GROUP", "daemon");
    serving().run();
    assertThat(Files.getAttribute(site.file("fnal"), "unix:gid")).isEqualTo(1);
    site.set("CREDMINT_pilot_GROUP", "no-such-group-here");
    site.serve(monitor);
    assertThat(site.problems)
        .singleElement()
        .asString()
        .contains("CREDMINT_pilot_GROUP", "no-such-group-here", "is not a group");
  }

  @Test
  void keysThatAreMadeForManyTargetsShareTheirWaitsForTheDisk() {
    site.set(
        "CREDMINT_pilot_TARGETS",
        IntStream.range(0, MANY).mapToObj(n -> "t" + n).collect(Collectors.joining(" ")));
    serving().run();
    assertThat(site.keys.toFile().list()).hasSize(MANY);
    assertThat(keyDisk.count("fsync") + keyDisk.count("syncfs")).isLessThan(MANY / 4);
    assertThat(monitor.events(CredentialEvent.Renewed.class)).hasSize(MANY);
  }
}
