package org.credmint.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;

class TemporaryDirectoryTest {
  @Test
  void nobody_else_can_read_it() throws Exception {
    try (TemporaryDirectory temporary = TemporaryDirectory.create()) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(temporary.path())))
          .isEqualTo("rwx------");
    }
  }

  @Test
  void it_is_gone_with_all_that_it_holds_when_closed() throws Exception {
    Path path;
    try (TemporaryDirectory temporary = TemporaryDirectory.create()) {
      path = temporary.path();
      Files.writeString(Files.createDirectories(path.resolve("a/b")).resolve("c"), "x");
    }
    assertThat(path).doesNotExist();
  }
}
