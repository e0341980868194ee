// SPDX-License-Identifier: Apache-2.0
package org.credmint.os.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.credmint.os.FaultyHost;
import org.credmint.os.libc.Errno;
import org.credmint.os.libc.FaultyPosix;
import org.credmint.os.libc.LibC;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessIdentityTest {

  @TempDir Path path;

  private final FaultyPosix system = new FaultyPosix(new LibC());
  private final ProcessIdentity identity = FaultyHost.on(system).identity();

  @Test
  void pidAndOwnersAreThoseOfThisProcess() throws Exception {
    assertThat(identity.pid()).isEqualTo(ProcessHandle.current().pid());
    Path made = Files.createFile(path.resolve("made"));
    assertThat(Files.getAttribute(made, "unix:uid")).isEqualTo(identity.uid());
    assertThat(identity.groups()).contains(identity.gid());
  }

  @Test
  void supplementaryGroupsAreThoseTheKernelLists() throws Exception {
    String line =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(l -> l.startsWith("Groups:"))
            .findFirst()
            .orElseThrow();
    for (String group : line.substring("Groups:".length()).strip().split(" +", -1)) {
      if (!group.isEmpty()) {
        assertThat(identity.groups()).contains(Integer.parseInt(group));
      }
    }
  }

  @Test
  void thisProcessLivesAndANumberThatNobodyHasDoesNot() {
    assertThat(identity.isAlive(identity.pid())).isTrue();
    assertThat(identity.isAlive(Integer.MAX_VALUE)).isFalse();
  }

  @Test
  void numbersThatMeanGroupsOrAllProcessesAreNeverAlive() {
    for (long pid : new long[] {0, -1, Long.MIN_VALUE, -identity.pid(), 1L << 32}) {
      assertThat(identity.isAlive(pid)).isFalse();
    }
    assertThat(system.count("kill")).isZero();
  }

  @Test
  void aProcessOfSomeoneElseLives() {
    system.failAlways("kill", Errno.EPERM);

    assertThat(identity.isAlive(identity.pid())).isTrue();
  }

  @Test
  void aProcessThatHasEndedButWasNotWaitedForIsDead() throws Exception {
    Path proc = Files.createDirectories(path.resolve("proc/" + identity.pid()));
    ProcessIdentity shown = new ProcessIdentity(system.posix(), path.resolve("proc"));

    Files.writeString(proc.resolve("stat"), identity.pid() + " (odd ) Z name) S 1 1");
    assertThat(shown.isAlive(identity.pid())).isTrue();
    Files.writeString(proc.resolve("stat"), identity.pid() + " (java) Z 1 1");
    assertThat(shown.isAlive(identity.pid())).isFalse();
  }

  @Test
  void argumentsAreThoseOfTheProcessAndOneThatIsNotThereHasNone() throws Exception {
    Path proc = Files.createDirectories(path.resolve("proc/7"));
    Files.write(proc.resolve("cmdline"), new byte[] {'a', 0, 'b', ' ', 'c', 0, 0, 'd', 0});
    Files.write(Files.createDirectories(path.resolve("proc/9")).resolve("cmdline"), new byte[0]);
    ProcessIdentity shown = new ProcessIdentity(system.posix(), path.resolve("proc"));

    assertThat(shown.arguments(7)).containsExactly("a", "b c", "", "d");
    assertThat(shown.arguments(8)).isEmpty();
    assertThat(shown.arguments(9)).isEmpty();
    assertThat(identity.arguments(identity.pid()).get(0)).contains("java");
  }

  @Test
  void theProgramOfAProcessIsAFile() {
    ProcessIdentity shown = new ProcessIdentity(system.posix(), path.resolve("proc"));

    assertThat(identity.executable(identity.pid())).hasValueSatisfying(p -> assertThat(p).exists());
    assertThat(shown.executable(8)).isEmpty();
  }

  @Test
  void whatCannotBeHardenedIsSaid() {
    system.instead("umask", 0, (arguments, result) -> 022).failAlways("prctl", Errno.EINVAL);

    assertThat(identity.hardenProcess())
        .containsExactly(
            "core files and tracing could not be turned off: prctl failed: invalid argument");
  }
}
