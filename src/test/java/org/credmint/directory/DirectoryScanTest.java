// SPDX-License-Identifier: Apache-2.0
package org.credmint.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.credmint.htcondor.NameRule;
import org.credmint.os.Host;
import org.credmint.os.file.Directory;
import org.credmint.os.libc.PosixException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryScanTest {
  private final CredentialDirectoryReader directoryReader =
      new CredentialDirectoryReader(
          Set.of("scitokens"), Set.of(), NameRule.WITH_HANDLES, Set.of(0));
  private final Host host = Host.create();

  @TempDir Path path;
  private Directory top;

  @BeforeEach
  void open() throws Exception {
    top = host.openDirectory(path);
  }

  @AfterEach
  void close() {
    top.close();
  }

  @Test
  void usersComeInTheOrderOfTheirInodesAndNotOfTheirNames() throws Exception {
    List<Path> users = new ArrayList<>();
    for (int i = 99; i >= 0; i--) {
      users.add(Files.createDirectory(path.resolve("user" + i)));
    }
    users.sort(Comparator.comparingLong(DirectoryScanTest::inode));
    assertThat(scan().stamps())
        .extracting(DirectoryScan.Stamp::user)
        .containsExactlyElementsOf(
            users.stream().map(user -> user.getFileName().toString()).toList());
  }

  @Test
  void whatIsNotAUsersDirectoryHasNoStamp() throws Exception {
    Files.createDirectory(path.resolve("alice"));
    Files.createFile(path.resolve("file"));
    Files.createSymbolicLink(path.resolve("link"), path.resolve("alice"));
    DirectoryScan scan = scan();
    assertThat(scan.stamps()).extracting(DirectoryScan.Stamp::user).containsExactly("alice");
    assertThat(scan.anomalies()).singleElement().asString().contains("link");
  }

  @Test
  void itGoesOnWhereItStoppedAndEndsWhenAllAreSeen() throws Exception {
    for (int i = 0; i < 5; i++) {
      Files.createDirectory(path.resolve("user" + i));
    }
    DirectoryScan scan = DirectoryScan.begin(top, directoryReader);
    assertThat(scan.advance(2)).isFalse();
    assertThat(scan.stamps()).hasSize(2);
    assertThat(scan.advance(2)).isFalse();
    assertThat(scan.advance(2)).isTrue();
    assertThat(scan.stamps()).hasSize(5);
  }

  @Test
  void aCredentialDirectoryThatIsGoneIsAFailureAndNoEmptyScan() throws Exception {
    Files.delete(path);
    assertThatThrownBy(this::scan).hasMessageContaining("ENOENT");
    Files.createDirectory(path); // for whoever cleans up
  }

  private DirectoryScan scan() throws PosixException {
    DirectoryScan scan = DirectoryScan.begin(top, directoryReader);
    while (!scan.advance(7)) {
      assertThat(scan.stamps()).hasSizeLessThan(1000);
    }
    return scan;
  }

  private static long inode(Path file) {
    try {
      return (long) Files.getAttribute(file, "unix:ino");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
