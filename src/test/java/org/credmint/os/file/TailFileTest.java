// SPDX-License-Identifier: Apache-2.0
package org.credmint.os.file;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.credmint.os.FaultyHost;
import org.credmint.os.Host;
import org.credmint.os.OpenFiles;
import org.credmint.os.libc.Errno;
import org.credmint.os.libc.FaultyPosix;
import org.credmint.os.libc.LibC;
import org.credmint.os.libc.PosixException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TailFileTest {

  @TempDir Path directory;

  private final FaultyPosix system = new FaultyPosix(new LibC());
  private final Host host = FaultyHost.on(system);
  private Path path;

  @BeforeEach
  void write() throws Exception {
    path = Files.writeString(directory.resolve("log"), "0123456789");
  }

  @AfterEach
  void nothingStaysOpen() throws Exception {
    assertThat(OpenFiles.below(directory)).isEmpty();
  }

  private static String read(TailFile file, long offset, int count) throws PosixException {
    byte[] buffer = new byte[count];
    return new String(buffer, 0, file.readAt(offset, buffer, count), US_ASCII);
  }

  @Test
  void anyPlaceIsReadAndWhatIsAddedToo() throws Exception {
    try (TailFile file = host.openTailFile(path)) {
      assertThat(read(file, 3, 4)).isEqualTo("3456");
      assertThat(read(file, 8, 100)).isEqualTo("89");
      assertThat(read(file, 10, 100)).isEmpty();
      Files.writeString(path, "ab", StandardOpenOption.APPEND);
      assertThat(read(file, 10, 100)).isEqualTo("ab");
      assertThat(file.state().size()).isEqualTo(12);
      assertThat(read(file, 1L << 40, 100)).isEmpty();
    }
  }

  @Test
  void aMovedRemovedOrReplacedFileIsNoticedAndStaysReadable() throws Exception {
    try (TailFile file = host.openTailFile(path)) {
      assertThat(file.isAtPath()).isTrue();
      Files.move(path, directory.resolve("moved"));
      assertThat(file.isAtPath()).isFalse();
      Files.writeString(path, "another");
      assertThat(file.isAtPath()).isFalse();
      assertThat(read(file, 0, 3)).isEqualTo("012");
    }
  }

  @Test
  void onlyARegularFileThatIsNoLinkIsOpened() throws Exception {
    Path link = Files.createSymbolicLink(directory.resolve("link"), path);
    assertThatExceptionOfType(UnfitFileException.class)
        .isThrownBy(() -> host.openTailFile(link))
        .withMessageContaining("symbolic link");
    assertThatExceptionOfType(UnfitFileException.class)
        .isThrownBy(() -> host.openTailFile(directory))
        .withMessageContaining("directory");
    assertThatExceptionOfType(PosixException.class)
        .isThrownBy(() -> host.openTailFile(directory.resolve("missing")))
        .matches(PosixException::isGone);
  }

  @Test
  void anInterruptedReadIsTriedAgainAndAFailingOneSaysWhat() throws Exception {
    system.fail("pread", 1, Errno.EINTR).fail("pread", 3, Errno.EIO);
    try (TailFile file = host.openTailFile(path)) {
      assertThat(read(file, 0, 3)).isEqualTo("012");
      assertThatExceptionOfType(PosixException.class)
          .isThrownBy(() -> read(file, 0, 3))
          .withMessageContaining("pread of " + path)
          .withMessageContaining("EIO");
    }
  }

  @Test
  void nothingLeaksWhenTheStateCannotBeRead() {
    system.fail("statx", 1, Errno.EIO);
    assertThatExceptionOfType(PosixException.class).isThrownBy(() -> host.openTailFile(path));
  }
}
