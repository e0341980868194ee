// SPDX-License-Identifier: Apache-2.0
package org.credmint.os.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.credmint.os.FaultyHost;
import org.credmint.os.Host;
import org.credmint.os.OpenFiles;
import org.credmint.os.libc.Errno;
import org.credmint.os.libc.FaultyPosix;
import org.credmint.os.libc.FileState;
import org.credmint.os.libc.LibC;
import org.credmint.os.libc.Posix;
import org.credmint.os.libc.PosixException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppendFileTest {

  @TempDir Path path;

  private final FaultyPosix system = new FaultyPosix(new LibC());
  private final Host host = FaultyHost.on(system);
  private Path log;
  private AppendFile file;

  @BeforeEach
  void open() throws Exception {
    log = path.resolve("Log");
    file = host.openAppendFile(log, 0600);
  }

  @AfterEach
  void nothingStaysOpen() throws Exception {
    file.close();
    file.close();
    assertThat(OpenFiles.below(path)).isEmpty();
  }

  @Test
  void aMissingFileIsMadeWithTheModeAndAnExistingOneIsAddedTo() throws Exception {
    append("one\n");
    try (AppendFile again = host.openAppendFile(log, 0644)) {
      again.append(bytes("two\n"));
      append("three\n");
      assertThat(again.size()).isEqualTo(14);
    }

    assertThat(log).hasContent("one\ntwo\nthree\n");
    assertThat(Files.getPosixFilePermissions(log))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(file.path()).isEqualTo(log);
  }

  @Test
  void theModeOfANewFileIsExactAndThatOfAnOldOneStays() throws Exception {
    Posix real = new LibC();
    int umask = real.umask(0077);
    try (AppendFile fresh = host.openAppendFile(path.resolve("Fresh"), 0644);
        AppendFile old = host.openAppendFile(log, 0644)) {
      assertThat(fresh.state().mode()).isEqualTo(0644);
      assertThat(old.state().mode()).isEqualTo(0600);
    } finally {
      real.umask(umask);
    }
  }

  @Test
  void aFileThatSomeoneMakesAtTheSameMomentIsAddedTo() throws Exception {
    Path shared = path.resolve("Shared");
    int making = (int) system.count("openat") + 2;
    system.before("openat", making, () -> Files.writeString(shared, "theirs\n"));

    try (AppendFile ours = host.openAppendFile(shared, 0600)) {
      ours.append(bytes("ours\n"));
    }
    assertThat(shared).hasContent("theirs\nours\n");
  }

  @Test
  void aMovedRemovedOrReplacedFileIsNoticedAndReopenBeginsAnew() throws Exception {
    append("old\n");
    assertThat(file.isAtPath()).isTrue();

    Files.move(log, path.resolve("Log.moved"));
    assertThat(file.isAtPath()).isFalse();
    append("still to the moved one\n");
    file.reopen();
    append("new\n");
    assertThat(file.isAtPath()).isTrue();

    Files.delete(log);
    Files.writeString(log, "someone else's\n");
    assertThat(file.isAtPath()).isFalse();
    assertThat(path.resolve("Log.moved")).hasContent("old\nstill to the moved one\n");
  }

  @Test
  void aVanishedDirectoryIsNotAtPathAndReopenSaysWhy() throws Exception {
    Path inner = Files.createDirectory(path.resolve("inner"));
    try (AppendFile innerLog = host.openAppendFile(inner.resolve("Log"), 0600)) {
      Files.delete(inner.resolve("Log"));
      Files.delete(inner);

      assertThat(innerLog.isAtPath()).isFalse();
      assertThatExceptionOfType(PosixException.class)
          .isThrownBy(innerLog::reopen)
          .satisfies(e -> assertThat(e.isGone()).isTrue());
      innerLog.append(bytes("goes nowhere and does not fail\n"));
    }
  }

  @Test
  void rotationRenamesAndBeginsANewFile() throws Exception {
    append("first\n");
    Files.writeString(path.resolve("Log.old"), "older\n");

    file.rotate("Log.old");
    append("second\n");

    assertThat(path.resolve("Log.old")).hasContent("first\n");
    assertThat(log).hasContent("second\n");
  }

  @Test
  void aRotationThatFailsLeavesTheFileInUse() throws Exception {
    append("first\n");
    system.fail("renameat", 1, Errno.EACCES);

    assertThatExceptionOfType(PosixException.class)
        .isThrownBy(() -> file.rotate("Log.old"))
        .withMessage("renameat of " + log + " failed: permission denied (EACCES)");
    assertThatExceptionOfType(PosixException.class)
        .isThrownBy(() -> file.rotate("../Log.old"))
        .satisfies(e -> assertThat(e.symbol()).isEqualTo("EINVAL"));
    append("second\n");

    assertThat(log).hasContent("first\nsecond\n");
  }

  @Test
  void truncatingEmptiesTheOpenFile() throws Exception {
    append("first\n");

    file.truncate();
    append("second\n");

    assertThat(log).hasContent("second\n");
    assertThat(file.state().size()).isEqualTo(7);
  }

  @Test
  void shortAndInterruptedWritesStillWriteAll() throws Exception {
    system.shortWrites(3).fail("write", 2, Errno.EINTR);

    append("a line of some length\n");

    assertThat(log).hasContent("a line of some length\n");
  }

  @Test
  void afterAFullDiskTheNextLineBeginsOnALineOfItsOwn() throws Exception {
    append("before\n");
    system.shortWrites(4).fail("write", 3, Errno.ENOSPC);

    assertThatExceptionOfType(PosixException.class)
        .isThrownBy(() -> append("torn line\n"))
        .satisfies(e -> assertThat(e.isTransient()).isTrue());
    append("after\n");
    append("more\n");

    assertThat(log).hasContent("before\ntorn\nafter\nmore\n");
  }

  @Test
  void aLineOfWhichNothingWasWrittenLeavesNoTrace() throws Exception {
    system.fail("write", 1, Errno.ENOSPC).instead("write", 2, (arguments, result) -> 0);

    assertThatExceptionOfType(PosixException.class).isThrownBy(() -> append("lost\n"));
    assertThatExceptionOfType(PosixException.class).isThrownBy(() -> append("lost\n"));
    append("after\n");

    assertThat(log).hasContent("after\n");
  }

  @Test
  void syncWaitsForTheOpenFileAndSaysWhenItCannot() throws Exception {
    system.fail("fdatasync", 1, Errno.EINTR).fail("fdatasync", 3, Errno.EIO);
    append("line\n");

    file.sync();
    assertThat(system.count("fdatasync")).isEqualTo(2);
    assertThatExceptionOfType(PosixException.class)
        .isThrownBy(file::sync)
        .withMessage("fdatasync of " + log + " failed: input/output error (EIO)");
  }

  @Test
  void linksFifosAndDirectoriesAreRefusedAndDevicesAreNot() throws Exception {
    Files.createSymbolicLink(path.resolve("link"), log);
    assertThatExceptionOfType(PosixException.class)
        .isThrownBy(() -> host.openAppendFile(path.resolve("link"), 0600))
        .satisfies(e -> assertThat(e.symbol()).isEqualTo("ELOOP"));
    assertThatExceptionOfType(PosixException.class)
        .isThrownBy(() -> host.openAppendFile(path, 0600))
        .satisfies(e -> assertThat(e.symbol()).isEqualTo("EISDIR"));
    new ProcessBuilder("mkfifo", path.resolve("fifo").toString()).start().waitFor();
    assertThatExceptionOfType(PosixException.class)
        .isThrownBy(() -> host.openAppendFile(path.resolve("fifo"), 0600))
        .satisfies(e -> assertThat(e.symbol()).isEqualTo("ENXIO"));
    try (AppendFile device = host.openAppendFile(Path.of("/dev/null"), 0600)) {
      device.append(bytes("x"));
      assertThat(device.state().kind()).isEqualTo(FileState.Kind.DEVICE);
    }
  }

  @Test
  void aFailureWhileOpeningLeavesNothingOpen() {
    system.fail("statx", (int) system.count("statx") + 1, Errno.EIO);

    assertThatExceptionOfType(PosixException.class)
        .isThrownBy(() -> host.openAppendFile(path.resolve("other"), 0600));
  }

  private void append(String text) throws PosixException {
    file.append(bytes(text));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
