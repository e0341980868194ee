// SPDX-License-Identifier: Apache-2.0
package org.credmint.os.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.credmint.os.ChildJvm;
import org.credmint.os.libc.LibC;
import org.credmint.os.libc.Posix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signals in real processes, on the JDK that runs the tests. */
@Timeout(60)
class SignalsIT {

  private static final int SIGHUP = 1;
  private static final int SIGINT = 2;
  private static final int SIGQUIT = 3;
  private static final int SIGTERM = 15;

  private static final String RESERVE = "exec 3</dev/null";
  private static final List<String> RESERVED = List.of("-Dcredmint.quit.fd=3", "-Xmx64m");

  private final Posix posix = new LibC();

  @ParameterizedTest
  @ValueSource(ints = {SIGTERM, SIGINT, SIGQUIT})
  void termIntAndQuitStopTheProcessWithStatusZero(int signal) throws Exception {
    try (ChildJvm child = ready(RESERVE, RESERVED, "exit")) {
      posix.kill(child.pid(), signal);
      assertThat(child.exitStatus()).isZero();
      assertThat(child.seen()).containsOnlyOnce("stop").noneMatch(l -> l.contains("thread dump"));
    }
  }

  @Test
  void hangupIsToldAndTheProcessLivesOn() throws Exception {
    try (ChildJvm child = ready(RESERVE, RESERVED, "stay")) {
      for (int i = 0; i < 3; i++) {
        posix.kill(child.pid(), SIGHUP);
        child.awaitLine("hangup");
      }
      child.tell("end");
      child.awaitLine("stops=0");
      assertThat(child.exitStatus()).isZero();
    }
  }

  @Test
  void manySignalsToEndAreToldOnceAndNeitherKillNorDumpNorBlock() throws Exception {
    try (ChildJvm child = ready(RESERVE, RESERVED, "stay")) {
      for (int i = 0; i < 1_000; i++) {
        posix.kill(child.pid(), i % 3 == 0 ? SIGTERM : SIGQUIT);
      }
      child.awaitLine("stop");
      posix.kill(child.pid(), SIGHUP);
      child.awaitLine("hangup");
      child.tell("end");
      child.awaitLine("stops=1");
      assertThat(child.exitStatus()).isZero();
      assertThat(child.seen()).noneMatch(line -> line.contains("thread dump"));
    }
  }

  @Test
  void anIgnoredHangupIsHandledAllTheSameAndSaid() throws Exception {
    try (ChildJvm child = ready(RESERVE + "\ntrap '' HUP TERM INT QUIT", RESERVED, "exit")) {
      assertThat(child.seen())
          .anyMatch(line -> line.startsWith("note: SIGHUP was ignored"))
          .anyMatch(line -> line.startsWith("note: SIGTERM was ignored"))
          .anyMatch(line -> line.startsWith("note: SIGINT was ignored"));
      posix.kill(child.pid(), SIGHUP);
      child.awaitLine("hangup");
      posix.kill(child.pid(), SIGINT);
      posix.kill(child.pid(), SIGQUIT);
      assertThat(child.exitStatus()).isZero();
    }
  }

  @Test
  void withoutTheReservedDescriptorQuitEndsTheProcessAtOnceAndThatIsSaid() throws Exception {
    try (ChildJvm child = ready("", List.of(), "stay")) {
      assertThat(child.seen())
          .anyMatch(l -> l.startsWith("note: SIGQUIT kills the process at once"));
      posix.kill(child.pid(), SIGQUIT);
      assertThat(child.exitStatus()).isEqualTo(128 + SIGQUIT);
    }
  }

  @Test
  void aDescriptorThatIsNotTheReservedOneIsLeftAlone() throws Exception {
    try (ChildJvm child = ready("exec 3</dev/zero", RESERVED, "stay")) {
      assertThat(child.seen())
          .anyMatch(l -> l.startsWith("note: SIGQUIT kills the process at once"));
    }
  }

  private static ChildJvm ready(String before, List<String> flags, String mode) throws IOException {
    ChildJvm child = ChildJvm.start(before, SignalsChild.class, flags, mode);
    child.awaitLine("ready");
    return child;
  }
}
