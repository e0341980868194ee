// SPDX-License-Identifier: Apache-2.0
package org.credmint.os.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.credmint.os.FaultyHost;
import org.credmint.os.Host;
import org.credmint.os.OpenFiles;
import org.credmint.os.file.Directory;
import org.credmint.os.file.DurableBatch;
import org.credmint.os.libc.Errno;
import org.credmint.os.libc.FaultyPosix;
import org.credmint.os.libc.LibC;
import org.credmint.os.libc.Posix;
import org.credmint.os.libc.PosixException;
import org.credmint.os.watch.WatchEvent.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WatchTest {

  @TempDir Path path;

  private final FaultyPosix system = new FaultyPosix(new LibC());
  private final Host host = FaultyHost.on(system);
  private final BlockingQueue<WatchEvent> events = new LinkedBlockingQueue<>();
  private Watch watch;

  @BeforeEach
  void open() throws Exception {
    watch = host.watch((kind, buffer, offset, length) -> true, events::add);
  }

  @AfterEach
  void close() throws Exception {
    watch.close();
    assertThat(OpenFiles.below(path)).isEmpty();
  }

  @Test
  void whatComesAndGoesInADirectoryIsToldUnderItsKey() throws Exception {
    Path one = watched("one", 0);
    Path two = watched("two", 7);

    Files.createDirectory(one.resolve("a"));
    assertThat(next()).isEqualTo(new WatchEvent(0, "a", Kind.CREATED_OR_MOVED_IN));
    Files.move(one.resolve("a"), two.resolve("b"));
    assertThat(next()).isEqualTo(new WatchEvent(0, "a", Kind.REMOVED));
    assertThat(next()).isEqualTo(new WatchEvent(7, "b", Kind.CREATED_OR_MOVED_IN));
    Files.delete(two.resolve("b"));
    assertThat(next()).isEqualTo(new WatchEvent(7, "b", Kind.REMOVED));
    assertThat(watch.size()).isEqualTo(2);
  }

  @Test
  void aFileIsToldWhenItIsMadeAndWhenItsWriterIsDone() throws Exception {
    Path one = watched("one", 1);

    Files.writeString(one.resolve("a.top"), "content");

    assertThat(next()).isEqualTo(new WatchEvent(1, "a.top", Kind.CREATED_OR_MOVED_IN));
    assertThat(next()).isEqualTo(new WatchEvent(1, "a.top", Kind.CREATED_OR_MOVED_IN));
  }

  @Test
  void writesAreToldWhereTheyAreAskedForOnly() throws Exception {
    Path spool = Files.createDirectory(path.resolve("spool"));
    Path one = watched("one", 1);
    try (Directory directory = host.openDirectory(spool)) {
      assertThat(watch.addWithWrites(directory, 2)).isTrue();
    }
    try (var log = Files.newOutputStream(spool.resolve("log"));
        var other = Files.newOutputStream(one.resolve("other"))) {
      assertThat(next()).isEqualTo(new WatchEvent(2, "log", Kind.CREATED_OR_MOVED_IN));
      assertThat(next()).isEqualTo(new WatchEvent(1, "other", Kind.CREATED_OR_MOVED_IN));
      other.write('x');
      log.write('x');
      assertThat(next()).isEqualTo(new WatchEvent(2, "log", Kind.WRITTEN));
    }
  }

  @Test
  void whereWholeFilesAreAskedForTheyAreToldOnceAndLinksAndMovesAwayNotAtAll() throws Exception {
    Path user = Files.createDirectory(path.resolve("user"));
    try (Directory directory = host.openDirectory(user)) {
      assertThat(watch.addForWholeFiles(directory, 4)).isTrue();
    }
    Files.createDirectory(user.resolve("directory"));
    Files.createSymbolicLink(user.resolve("link"), path);
    Files.writeString(user.resolve("made"), "x");
    assertThat(next()).isEqualTo(new WatchEvent(4, "made", Kind.CREATED_OR_MOVED_IN));
    Files.move(user.resolve("made"), user.resolve("a.top"));
    assertThat(next()).isEqualTo(new WatchEvent(4, "a.top", Kind.CREATED_OR_MOVED_IN));
    Files.writeString(user.resolve("b.top"), "x");
    assertThat(next()).isEqualTo(new WatchEvent(4, "b.top", Kind.CREATED_OR_MOVED_IN));
    Files.move(user.resolve("b.top"), path.resolve("elsewhere"));
    Files.delete(user.resolve("a.top"));
    assertThat(next()).isEqualTo(new WatchEvent(4, "a.top", Kind.REMOVED));
    Files.delete(user.resolve("directory"));
    assertThat(next()).isEqualTo(new WatchEvent(4, "directory", Kind.REMOVED));
    Files.delete(user.resolve("link"));
    assertThat(next()).isEqualTo(new WatchEvent(4, "link", Kind.REMOVED));
    Files.delete(user);
    assertThat(next()).isEqualTo(new WatchEvent(4, "", Kind.DIRECTORY_GONE));
  }

  @Test
  void aNameInNoEncodingIsTold() throws Exception {
    watched("one", 1);
    try (Directory one = host.openDirectory(path.resolve("one"))) {
      host.durableBatch().create(one, "\u00ff\u0001", new byte[0], 0400);
    }
    String name;
    do {
      name = next().name();
    } while (!name.equals("\u00ff\u0001"));
  }

  @Test
  void theFilterJudgesBytesAndWhatItDropsIsNotTold() throws Exception {
    watch.close();
    watch = host.watch(WatchTest::isRequest, events::add);
    Path one = watched("one", 3);
    try (Directory directory = host.openDirectory(one)) {
      DurableBatch.Replacement use =
          new DurableBatch.Replacement(directory, "a.use", new byte[1], 0400, OptionalInt.empty());
      host.durableBatch().replaceAll(List.of(use));
    }
    Files.createDirectory(one.resolve("x.top"));
    Files.delete(one.resolve("a.use"));

    assertThat(next()).isEqualTo(new WatchEvent(3, "x.top", Kind.CREATED_OR_MOVED_IN));
    assertThat(next()).isEqualTo(new WatchEvent(3, "a.use", Kind.REMOVED));
  }

  @Test
  void manyEventsOfNoInterestAreReadTogetherAndOneOfInterestAmongThemIsTold() throws Exception {
    watch.close();
    watch = host.watch(WatchTest::isRequest, events::add);
    Path one = watched("one", 3);
    long before = system.count("read");
    for (int i = 0; i < 1000; i++) {
      Files.writeString(one.resolve(i == 500 ? "a.top" : "a.use"), "");
    }
    assertThat(next()).isEqualTo(new WatchEvent(3, "a.top", Kind.CREATED_OR_MOVED_IN));
    Files.writeString(one.resolve("b.top"), "");
    while (!next().name().equals("b.top")) {
      // the rest of what was written
    }
    assertThat(system.count("read") - before).isLessThan(500);
  }

  @Test
  void aRemovedDirectoryIsToldOnceAndWatchedNoMore() throws Exception {
    Path one = watched("one", 5);

    Files.delete(one);

    assertThat(next()).isEqualTo(new WatchEvent(5, "", Kind.DIRECTORY_GONE));
    assertThat(watch.size()).isZero();
    Files.createDirectory(watched("other", 6).resolve("later"));
    assertThat(next()).isEqualTo(new WatchEvent(6, "later", Kind.CREATED_OR_MOVED_IN));
  }

  @Test
  void aMovedDirectoryIsToldOnceAndWatchedNoMore() throws Exception {
    Path one = watched("one", 5);

    Files.move(one, path.resolve("elsewhere"));
    assertThat(next()).isEqualTo(new WatchEvent(5, "", Kind.DIRECTORY_GONE));

    Files.createDirectory(path.resolve("elsewhere/unheard"));
    Files.createDirectory(watched("other", 6).resolve("later"));
    assertThat(next()).isEqualTo(new WatchEvent(6, "later", Kind.CREATED_OR_MOVED_IN));
  }

  @Test
  void aRemovedKeyIsHeardNoMore() throws Exception {
    Path one = watched("one", 5);
    watch.remove(5);
    watch.remove(5);
    watch.remove(77);

    Files.createDirectory(one.resolve("unheard"));
    Files.createDirectory(watched("two", 6).resolve("heard"));

    assertThat(next()).isEqualTo(new WatchEvent(6, "heard", Kind.CREATED_OR_MOVED_IN));
    assertThat(watch.size()).isEqualTo(1);
  }

  @Test
  void aDirectoryAddedAgainHasItsNewKeyAndAKeyItsNewDirectory() throws Exception {
    Path one = watched("one", 1);
    add(one, 2);
    Path two = watched("two", 2);

    assertThat(watch.size()).isEqualTo(1);
    Files.createDirectory(one.resolve("unheard"));
    Files.createDirectory(two.resolve("heard"));
    assertThat(next()).isEqualTo(new WatchEvent(2, "heard", Kind.CREATED_OR_MOVED_IN));
    add(two, 2);
    assertThat(watch.size()).isEqualTo(1);
  }

  @Test
  void aDirectoryUnderAnotherPathIsWatchedByItsDescriptor() throws Exception {
    Path one = Files.createDirectory(path.resolve("one"));
    try (Directory directory = host.openDirectory(one)) {
      Files.move(one, path.resolve("moved"));
      Files.createDirectory(one);
      assertThat(watch.add(directory, 1)).isTrue();
    }
    Files.createDirectory(path.resolve("moved/heard"));

    assertThat(next()).isEqualTo(new WatchEvent(1, "heard", Kind.CREATED_OR_MOVED_IN));
  }

  @Test
  void whenTheSystemGrantsNoMoreWatchesAddSaysSo() throws Exception {
    system.fail("inotifyAddWatch", 1, Errno.ENOSPC);
    Path one = Files.createDirectory(path.resolve("one"));
    try (Directory directory = host.openDirectory(one)) {
      assertThat(watch.add(directory, 1)).isFalse();
      assertThat(watch.size()).isZero();
      assertThat(watch.add(directory, 1)).isTrue();
    }
  }

  @Test
  void whenTheSystemGrantsNoInotifyOpenFailsAndNothingStaysOpen() {
    system.fail("inotifyInit", 2, Errno.EMFILE).fail("eventfd", 2, Errno.EMFILE);

    for (int i = 0; i < 2; i++) {
      assertThatExceptionOfType(PosixException.class)
          .isThrownBy(() -> host.watch((kind, buffer, offset, length) -> true, events::add))
          .satisfies(e -> assertThat(e.symbol()).isEqualTo("EMFILE"));
    }
    assertThat(system.count("close")).isEqualTo(1);
  }

  @Test
  void lostEventsAreToldAsOverflow() throws Exception {
    watch.close();
    ByteBuffer overflow = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder());
    overflow.putInt(-1).putInt(0x4000);
    int nextRead = (int) system.count("read") + 1;
    Posix real = new LibC();
    system.instead(
        "read",
        nextRead,
        (arguments, result) -> {
          real.read((int) arguments[0], (byte[]) arguments[1], 16_384);
          System.arraycopy(overflow.array(), 0, (byte[]) arguments[1], 0, 16);
          return 16;
        });
    watch = host.watch((kind, buffer, offset, length) -> true, events::add);

    Files.createDirectory(watched("one", 1).resolve("lost"));

    assertThat(next()).isEqualTo(new WatchEvent(-1, "", Kind.OVERFLOW));
  }

  @Test
  void tenThousandEventsOfManyDirectoriesAllCome() throws Exception {
    int directories = 200;
    for (int i = 0; i < directories; i++) {
      watched("d" + i, i);
    }
    for (int j = 0; j < 25; j++) {
      for (int i = 0; i < directories; i++) {
        Path name = path.resolve("d" + i).resolve("n" + j);
        Files.createDirectory(name);
        Files.delete(name);
      }
    }
    int[] madeLess = new int[directories];
    for (int i = 0; i < 2 * 25 * directories; i++) {
      WatchEvent event = next();
      assertThat(event.kind()).isNotEqualTo(Kind.OVERFLOW);
      madeLess[event.key()] += event.kind() == Kind.REMOVED ? -1 : 1;
    }
    assertThat(madeLess).containsOnly(0);
    assertThat(events).isEmpty();
  }

  @Test
  void afterCloseNothingIsGrantedAndTheThreadHasEnded() throws Exception {
    watched("one", 1);
    watch.close();
    watch.close();

    try (Directory directory = host.openDirectory(path)) {
      assertThat(watch.add(directory, 2)).isFalse();
    }
    watch.remove(1);
    Files.createDirectory(path.resolve("one/unheard"));
    assertThat(events).isEmpty();
  }

  @Test
  void closeWithAPendingInterruptEndsTheThreadAndKeepsTheInterrupt() {
    Thread.currentThread().interrupt();

    watch.close();

    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void theListenerCannotCloseItsOwnWatch() throws Exception {
    watch.close();
    AtomicReference<Watch> own = new AtomicReference<>();
    CompletableFuture<Void> refused = new CompletableFuture<>();
    watch =
        host.watch(
            (kind, buffer, offset, length) -> true,
            event -> {
              try {
                assertThatIllegalStateException().isThrownBy(() -> own.get().close());
                refused.complete(null);
              } catch (AssertionError e) {
                refused.completeExceptionally(e);
              }
            });
    own.set(watch);
    Files.createDirectory(watched("one", 1).resolve("a"));

    refused.get(30, TimeUnit.SECONDS);
  }

  private static boolean isRequest(Kind kind, byte[] buffer, int offset, int length) {
    String name = new String(buffer, offset, length, StandardCharsets.ISO_8859_1);
    return !name.startsWith(".") && !(kind != Kind.REMOVED && name.endsWith(".use"));
  }

  private Path watched(String name, int key) throws Exception {
    Path made = Files.createDirectory(path.resolve(name));
    add(made, key);
    return made;
  }

  private void add(Path where, int key) throws Exception {
    try (Directory directory = host.openDirectory(where)) {
      assertThat(watch.add(directory, key)).isTrue();
    }
  }

  private WatchEvent next() throws InterruptedException {
    WatchEvent event = events.poll(30, TimeUnit.SECONDS);
    assertThat(event).isNotNull();
    return event;
  }
}
