// SPDX-License-Identifier: Apache-2.0
package org.credmint.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.credmint.directory.DirectoryScan;
import org.credmint.directory.DirectoryScanner;
import org.credmint.htcondor.NameRule;
import org.credmint.os.Host;
import org.credmint.os.file.Directory;
import org.credmint.request.CredentialDirectoryReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryScannerTest {
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
    users.sort(Comparator.comparingLong(DirectoryScannerTest::inode));
    assertThat(scan().directories())
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
    assertThat(scan.directories()).extracting(DirectoryScan.Stamp::user).containsExactly("alice");
    assertThat(scan.anomalies()).singleElement().asString().contains("link");
  }

  @Test
  void aCredentialDirectoryThatIsGoneIsAFailureAndNoEmptyScan() throws Exception {
    Files.delete(path);
    assertThat(scan().failure())
        .hasValueSatisfying(reason -> assertThat(reason).contains("ENOENT"));
    Files.createDirectory(path); // for whoever cleans up
  }

  private DirectoryScan scan() {
    return new DirectoryScanner(top, System::nanoTime).scan("test", directoryReader);
  }

  private static long inode(Path file) {
    try {
      return (long) Files.getAttribute(file, "unix:ino");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
