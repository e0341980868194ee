// SPDX-License-Identifier: Apache-2.0
package org.credmint.htcondor.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.credmint.htcondor.knob.Knobs;
import org.credmint.os.Host;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a real disk. */
class HostLogFileTest {

  private static final Instant NOW = Instant.parse("2026-11-22T09:30:57Z");

  @TempDir private Path directory;

  private DaemonLog open(Path path, String limit) throws IOException {
    Map<String, String> knobs =
        Map.of("CREDMON_OAUTH_LOG", path.toString(), "MAX_CREDMON_OAUTH_LOG", limit);
    DaemonLogSettings settings =
        DaemonLogSettings.from(Knobs.of(knobs), "CREDMON_OAUTH").settings();
    return DaemonLog.open(settings, Host.create(), () -> NOW, ZoneOffset.UTC);
  }

  @Test
  void aLogIsReadableByAllAndAddedTo() throws IOException {
    Path path = directory.resolve("Log");
    for (String text : new String[] {"one", "grüße"}) {
      try (DaemonLog log = open(path, "0")) {
        log.always(text);
      }
    }
    assertThat(Files.readAllLines(path))
        .containsExactly("11/22/26 09:30:57 one", "11/22/26 09:30:57 grüße");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-r--r--");
  }

  @Test
  void aLogIsPutAwayOnDisk() throws IOException {
    Path path = directory.resolve("Log");
    try (DaemonLog log = open(path, "10")) {
      log.always("one");
      log.always("two");
      log.always("three");
    }
    assertThat(Files.readString(directory.resolve("Log.old"))).contains("two");
    assertThat(Files.readString(path)).contains("three").doesNotContain("two");
  }

  @Test
  void aFullDeviceLosesLinesAndNothingElse() throws IOException {
    try (DaemonLog log = open(Path.of("/dev/full"), "0")) {
      log.always("one");
      log.always("two");
      assertThat(log.lost()).isEqualTo(2);
    }
  }

  @Test
  void aLogThatCannotBeOpenedIsTheCallersFailure() throws IOException {
    assertThatThrownBy(() -> open(directory.resolve("missing/Log"), "0"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("missing/Log");
    Files.createSymbolicLink(
        directory.resolve("link"), Files.createFile(directory.resolve("target")));
    assertThatThrownBy(() -> open(directory.resolve("link"), "0")).isInstanceOf(IOException.class);
  }
}
