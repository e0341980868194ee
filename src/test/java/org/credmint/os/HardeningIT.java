// SPDX-License-Identifier: Apache-2.0
package org.credmint.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.credmint.os.file.Directory;
import org.credmint.os.libc.LibC;
import org.credmint.os.watch.Watch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A hardened process, seen from outside and at work. */
@Timeout(60)
class HardeningIT {

  private static final int PR_GET_DUMPABLE = 3;

  @TempDir Path path;

  /** What runs in the other process. */
  static final class Child {

    private Child() {}

    public static void main(String[] args) throws Exception {
      Host host = Host.create();
      host.identity().hardenProcess().forEach(System.out::println);
      System.out.println("dumpable=" + new LibC().prctl(PR_GET_DUMPABLE, 0));
      Files.createFile(Path.of(args[0], "made"));
      try (Watch watch =
              host.watch(
                  (kind, buffer, offset, length) -> true, e -> System.out.println(e.name()));
          Directory directory = host.openDirectory(Path.of(args[0]))) {
        System.out.println("watched=" + watch.add(directory, 1));
        Files.createDirectory(Path.of(args[0], "seen"));
        System.in.read();
      }
    }
  }

  @Test
  void aHardenedProcessCannotBeDumpedMakesPrivateFilesAndStillWatches() throws Exception {
    try (ChildJvm child = ChildJvm.start("umask 0", Child.class, List.of(), path.toString())) {
      child.awaitLine("watched=true");
      child.awaitLine("seen");
      String made = Files.getPosixFilePermissions(path.resolve("made")).toString();
      assertThat(made).doesNotContain("GROUP").doesNotContain("OTHERS");
      Path proc = Path.of("/proc", Long.toString(child.pid()));
      assertThat(child.seen()).contains("dumpable=0");
      // the kernel gives a process that may not be dumped to root
      assertThat(Files.getAttribute(proc.resolve("environ"), "unix:uid")).isEqualTo(0);
      child.tell("end");
      assertThat(child.exitStatus()).isZero();
    }
  }
}
