// SPDX-License-Identifier: Apache-2.0
package org.credmint.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.credmint.config.knob.Problem;
import org.credmint.directory.DirectoryLock;
import org.credmint.os.Host;
import org.credmint.os.file.Directory;
import org.credmint.os.libc.PosixException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who keeps the credential directory, told by a pid file and by what runs under that number. */
class DirectoryLockTest {
  @TempDir Path temporary;
  private final Host host = Host.create();
  private Directory top;
  private Path directory;
  private Process other;

  @BeforeEach
  void open() throws IOException {
    directory = Files.createDirectory(temporary.resolve("cred"));
    top = host.openDirectory(directory);
  }

  @AfterEach
  void close() throws InterruptedException {
    top.close();
    if (other != null) {
      other.destroyForcibly().waitFor();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nonsense", "-1", "0", "99999999999999999999", "2147483647"})
  void aPidFileThatNamesNobodyIsTakenOver(String pid) throws IOException {
    write(pid);
    assertThat(take()).isEmpty();
  }

  @Test
  void aNumberThatBelongsToAProgramWhichNamesTheMonitorIsTakenOver() throws IOException {
    Path file = Files.createFile(temporary.resolve("condor_credmon_oauth.conf"));
    run("/usr/bin/tail", "-f", file.toString());
    assertThat(take()).isEmpty();
  }

  @Test
  void aNumberThatBelongsToAShellOfAWrapperIsTakenOver() throws IOException {
    Path wrapper = temporary.resolve("condor_credmon_mint");
    Files.writeString(wrapper, "read -r wait\n:\n");
    run("/bin/sh", wrapper.toString());
    assertThat(take()).isEmpty();
  }

  @Test
  void aNumberThatBelongsToTheMonitorOfKerberosIsTakenOver() throws IOException {
    run(program("condor_credmon_krb"), "-c", "read -r wait; :");
    assertThat(take()).isEmpty();
  }

  @Test
  void thisProcessItselfIsNoOther() throws IOException {
    write(Long.toString(host.identity().pid()));
    assertThat(take()).isEmpty();
  }

  @Test
  void htcondorsMonitorThatRunsIsRefusedAndNamed() throws IOException {
    run(program("condor_credmon_oauth"), "-c", "read -r wait; :");
    assertThat(take())
        .hasValueSatisfying(
            problem ->
                assertThat(problem.toString())
                    .contains(directory.toString(), "(pid " + other.pid() + ")"));
  }

  @Test
  void theSameIsTakenOverOnceItHasEnded() throws Exception {
    run(program("condor_credmon_oauth"), "-c", "read -r wait; :");
    other.destroyForcibly().waitFor();
    assertThat(take()).isEmpty();
  }

  @Test
  void whoeverHoldsTheLockIsRefusedWhateverThePidFileSays() throws IOException {
    try (Directory first = host.openDirectory(directory)) {
      assertThat(new DirectoryLock(host.identity()).take(directory, first)).isEmpty();
      write("2147483647");
      assertThat(take()).isPresent();
    }
    assertThat(take()).isEmpty();
  }

  private Optional<Problem> take() throws PosixException {
    return new DirectoryLock(host.identity()).take(directory, top);
  }

  /** A program of this name, which is a shell. */
  private String program(String name) throws IOException {
    Path program = Files.copy(Path.of("/bin/sh").toRealPath(), temporary.resolve(name));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    return program.toString();
  }

  private void run(String... command) throws IOException {
    other = new ProcessBuilder(command).start();
    write(Long.toString(other.pid()));
  }

  private void write(String pid) throws IOException {
    Files.writeString(directory.resolve("pid"), pid);
  }
}
