// SPDX-License-Identifier: Apache-2.0
package org.credmint.os.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;

class TemporaryDirectoryTest {
  @Test
  void nobodyElseCanReadIt() throws Exception {
    try (TemporaryDirectory temporary = TemporaryDirectory.create()) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(temporary.path())))
          .isEqualTo("rwx------");
    }
  }

  @Test
  void itIsGoneWithAllThatItHoldsWhenClosed() throws Exception {
    Path path;
    try (TemporaryDirectory temporary = TemporaryDirectory.create()) {
      path = temporary.path();
      Files.writeString(Files.createDirectories(path.resolve("a/b")).resolve("c"), "x");
    }
    assertThat(path).doesNotExist();
  }
}
