// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProcessListTest {
  @TempDir Path proc;

  @Test
  void aProcessThatIsNotShownDoesNotExist() throws IOException {
    Files.createDirectory(proc.resolve("1"));
    Files.createDirectory(proc.resolve("4711"));
    assertThat(new ProcessList(proc).mayHave(4711)).isTrue();
    assertThat(new ProcessList(proc).mayHave(4712)).isFalse();
  }

  @Test
  void whereOtherUsersProcessesAreHiddenAnyMayExist() throws IOException {
    Files.createDirectory(proc.resolve("99"));
    assertThat(new ProcessList(proc).mayHave(4711)).isTrue();
  }
}
