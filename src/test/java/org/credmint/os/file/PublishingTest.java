// SPDX-License-Identifier: Apache-2.0
package org.credmint.os.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.credmint.os.Host;
import org.credmint.os.OpenFiles;
import org.credmint.os.file.DurableBatch.Replacement;
import org.credmint.os.libc.Errno;
import org.credmint.os.libc.FaultyPosix;
import org.credmint.os.libc.LibC;
import org.credmint.os.libc.Posix;
import org.credmint.os.libc.PosixException;
import org.credmint.os.libc.Syscalls;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What someone who has the old file open sees of its replacement: nothing. */
class PublishingTest {

  @TempDir Path path;

  private final FaultyPosix system = new FaultyPosix(new LibC()).withoutWaiting();
  private final Host host = Host.create();
  private final List<Runnable> pauses = new ArrayList<>();
  private int paused;
  private Directory directory;

  @BeforeEach
  void openAndWriteOldFiles() throws Exception {
    directory = host.openDirectory(path);
    for (String name : List.of("a.use", "b.use")) {
      Files.writeString(path.resolve(name), "old");
    }
  }

  @AfterEach
  void nothingStaysOpenOrBehind() throws Exception {
    assertThat(directory.entries())
        .extracting(DirectoryEntry::name)
        .noneMatch(DurableBatch::isTemp);
    directory.close();
    assertThat(OpenFiles.below(path)).isEmpty();
  }

  @Test
  void aFileThatSomebodyReadsIsReplacedWhenHeHasFinished() throws Exception {
    InputStream reader = Files.newInputStream(path.resolve("a.use"));
    pauses.add(() -> assertThat(read("a.use")).isEqualTo("old"));
    pauses.add(() -> close(reader));

    assertThat(replace("a.use")).containsExactly(Optional.empty());

    assertThat(paused).isEqualTo(2);
    assertThat(read("a.use")).isEqualTo("new");
  }

  @Test
  void whoReadsForEverIsNotWaitedForAndTheOthersWaitOnlyOnce() throws Exception {
    try (InputStream first = Files.newInputStream(path.resolve("a.use"));
        InputStream second = Files.newInputStream(path.resolve("b.use"))) {
      assertThat(replace("a.use", "b.use")).containsOnly(Optional.empty());

      assertThat(paused).isEqualTo(Publishing.MOST_PAUSES);
      assertThat(new String(first.readAllBytes(), UTF_8)).isEqualTo("old");
      assertThat(new String(second.readAllBytes(), UTF_8)).isEqualTo("old");
    }
    assertThat(read("a.use")).isEqualTo("new");
    assertThat(read("b.use")).isEqualTo("new");
  }

  @Test
  void whatNobodyReadsIsNotKeptWaiting() throws Exception {
    InputStream reader = Files.newInputStream(path.resolve("a.use"));
    pauses.add(() -> assertThat(read("b.use")).isEqualTo("new"));
    pauses.add(() -> close(reader));

    assertThat(replace("a.use", "b.use")).containsOnly(Optional.empty());

    assertThat(paused).isEqualTo(2);
    assertThat(read("a.use")).isEqualTo("new");
  }

  /**
   * A shadow that comes in the middle waits in open(2), and the signal that tells us does no harm.
   */
  @Test
  void whoOpensTheOldFileMeanwhileWaitsAndThenReadsOneThatChangesNoMore() throws Exception {
    Callable<String> opening = () -> read("a.use");
    FutureTask<String> reader = new FutureTask<>(opening);
    Thread thread = new Thread(reader);
    system.before(
        "renameat",
        1,
        () -> {
          thread.start();
          while (thread.getState() != Thread.State.TERMINATED && !isOpening(thread)) {
            Thread.onSpinWait();
          }
          assertThat(reader.isDone()).isFalse();
        });

    assertThat(replace("a.use")).containsExactly(Optional.empty());

    assertThat(reader.get()).isIn("old", "new");
    assertThat(paused).isZero();
  }

  @Test
  void whereTheFileSystemGrantsNoLeaseTheFileIsReplacedAtOnce() throws Exception {
    system.instead(
        "fcntl",
        0,
        (arguments, result) -> arguments[1].equals(Posix.F_SETLEASE) ? -Errno.EINVAL.number() : 0);
    try (InputStream reader = Files.newInputStream(path.resolve("a.use"))) {
      assertThat(replace("a.use")).containsExactly(Optional.empty());
      assertThat(reader.read()).isEqualTo('o');
    }
    assertThat(paused).isZero();
    assertThat(read("a.use")).isEqualTo("new");
  }

  @Test
  void aFileThatIsNotThereIsMade() throws Exception {
    assertThat(replace("c.use")).containsExactly(Optional.empty());
    assertThat(read("c.use")).isEqualTo("new");
  }

  private static boolean isOpening(Thread thread) {
    for (StackTraceElement frame : thread.getStackTrace()) {
      if (frame.getMethodName().equals("open0")) {
        return true;
      }
    }
    return false;
  }

  private List<Optional<PosixException>> replace(String... names) {
    Publishing publishing = new Publishing(Optional.of(this::pause));
    DurableBatch batch =
        new DurableBatch(
            new Syscalls(system.posix()),
            new TempNames(new Random(1)::nextLong),
            false,
            publishing);
    List<Replacement> files = new ArrayList<>();
    for (String name : names) {
      files.add(new Replacement(directory, name, "new".getBytes(UTF_8), 0400, OptionalInt.empty()));
    }
    return batch.replaceAll(files);
  }

  private void pause() {
    if (paused++ < pauses.size()) {
      pauses.get(paused - 1).run();
    }
  }

  private String read(String name) {
    try {
      return Files.readString(path.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void close(InputStream stream) {
    try {
      stream.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
