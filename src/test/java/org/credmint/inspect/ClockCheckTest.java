// SPDX-License-Identifier: Apache-2.0
package org.credmint.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.credmint.config.knob.Problem;
import org.credmint.status.StatusJson;
import org.credmint.status.TestReports;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClockCheckTest {
  private static final Instant WRITTEN = TestReports.site().writtenAt();

  @TempDir private Path temporary;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = temporary.resolve("state.json");
    Files.writeString(file, StatusJson.write(TestReports.site()));
    modified(Duration.ofSeconds(2));
  }

  private void modified(Duration later) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(WRITTEN.plus(later)));
  }

  @Test
  void clocksThatAgreeAreNoProblem() {
    assertThat(ClockCheck.find(file, WRITTEN.plusSeconds(30))).isEmpty();
  }

  @Test
  void aFileSystemWithAnotherClockIsTold() throws IOException {
    for (Duration off : new Duration[] {Duration.ofHours(1), Duration.ofHours(-1)}) {
      modified(off);
      assertThat(ClockCheck.find(file, WRITTEN))
          .get()
          .extracting(Problem::reason)
          .asString()
          .contains("by the file system's");
    }
  }

  @Test
  void aClockThatWasSetBackIsTold() {
    assertThat(ClockCheck.find(file, WRITTEN.minusSeconds(3600)))
        .get()
        .extracting(Problem::reason)
        .asString()
        .contains("was written 1 h from now", "set back");
  }

  @Test
  void withoutAStateNothingIsTold() throws IOException {
    assertThat(ClockCheck.find(temporary.resolve("none"), WRITTEN)).isEmpty();
    Files.writeString(file, "no state");
    assertThat(ClockCheck.find(file, WRITTEN)).isEmpty();
  }
}
