// SPDX-License-Identifier: Apache-2.0
package org.credmint.os.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.credmint.os.FaultyHost;
import org.credmint.os.Host;
import org.credmint.os.OpenFiles;
import org.credmint.os.file.DurableBatch.Replacement;
import org.credmint.os.libc.Errno;
import org.credmint.os.libc.FaultyPosix;
import org.credmint.os.libc.FileState;
import org.credmint.os.libc.LibC;
import org.credmint.os.libc.Posix;
import org.credmint.os.libc.PosixException;
import org.credmint.os.libc.Syscalls;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableBatchTest {

  private static final OptionalInt DIRECTORYS_GROUP = OptionalInt.empty();

  @TempDir Path path;

  private final FaultyPosix system = new FaultyPosix(new LibC()).withoutWaiting();
  private final Host host = FaultyHost.on(system);
  private final DurableBatch batch = host.durableBatch();
  private Directory directory;

  @BeforeEach
  void open() throws Exception {
    directory = host.openDirectory(path);
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
  void filesAreMadeAndReplacedWithExactModes() throws Exception {
    Files.write(path.resolve("old.use"), bytes("a longer content than the new one"));

    assertThat(batch.replaceAll(List.of(file("old.use", "new", 0400), file("b", "", 0644))))
        .containsExactly(Optional.empty(), Optional.empty());

    assertThat(directory.read("old.use", 100)).isEqualTo(bytes("new"));
    assertThat(directory.read("b", 100)).isEmpty();
    assertThat(directory.state("old.use").orElseThrow().mode()).isEqualTo(0400);
    assertThat(directory.state("b").orElseThrow().mode()).isEqualTo(0644);
  }

  @Test
  void anEmptyBatchDoesNothing() {
    int before = system.trace().size();

    assertThat(batch.replaceAll(List.of())).isEmpty();
    assertThat(system.trace()).hasSize(before);
  }

  @Test
  void oneFileWaitsForItsOwnDataThenForItsDirectory() {
    assertThat(writeCalls(List.of(file("a", "x", 0400))))
        .containsExactly("openat", "statx", "write", "fsync", "close", "renameat", "fsync");
  }

  @Test
  void aFewFilesWaitEachForTheirDataBeforeTheFirstRename() {
    assertThat(writeCalls(files(4)).stream().filter(call -> !call.equals("statx")))
        .containsExactly(
            "openat",
            "write",
            "fsync",
            "close",
            "openat",
            "write",
            "fsync",
            "close",
            "openat",
            "write",
            "fsync",
            "close",
            "openat",
            "write",
            "fsync",
            "close",
            "renameat",
            "renameat",
            "renameat",
            "renameat",
            "fsync");
  }

  @Test
  void manyFilesWaitOnceForAllDataBeforeTheFirstRename() {
    assertThat(writeCalls(files(5)).stream().filter(call -> !call.equals("statx")))
        .containsExactly(
            "openat",
            "write",
            "close",
            "openat",
            "write",
            "close",
            "openat",
            "write",
            "close",
            "openat",
            "write",
            "close",
            "openat",
            "write",
            "close",
            "syncfs",
            "renameat",
            "renameat",
            "renameat",
            "renameat",
            "renameat",
            "fsync");
  }

  private List<Replacement> files(int count) {
    return IntStream.range(0, count).mapToObj(i -> file("f" + i, "x", 0400)).toList();
  }

  @Test
  void aBatchOverManyDirectoriesWaitsOnceForAllNames() throws Exception {
    List<Replacement> files = new ArrayList<>();
    List<Directory> children = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Files.createDirectory(path.resolve("d" + i));
      children.add(directory.child("d" + i));
      files.add(new Replacement(children.get(i), "a", bytes("x"), 0400, DIRECTORYS_GROUP));
    }

    assertThat(writeCalls(files)).endsWith("renameat", "syncfs").doesNotContain("fsync");
    children.forEach(Directory::close);
  }

  @Test
  void eachFileSystemIsWaitedForByItself() throws Exception {
    Path shared = Path.of("/dev/shm");
    assumeThat(shared).isDirectory().isWritable();
    Path elsewhere = Files.createTempDirectory(shared, "credmint-test");
    try (Directory other = host.openDirectory(elsewhere)) {
      assumeThat(other.device()).isNotEqualTo(directory.device());
      List<Replacement> files = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        Directory target = i % 2 == 0 ? directory : other;
        files.add(new Replacement(target, "f" + i, bytes("x" + i), 0400, DIRECTORYS_GROUP));
      }
      system.fail("syncfs", 2, Errno.EIO);

      List<Optional<PosixException>> results = batch.replaceAll(files);

      assertThat(results)
          .extracting(Optional::isEmpty)
          .containsExactly(true, false, true, false, true, false, true, false, true, false);
      assertThat(directory.read("f2", 10)).isEqualTo(bytes("x2"));
      assertThat(other.entries()).isEmpty();
    } finally {
      Files.delete(elsewhere);
    }
  }

  @Test
  void contentIsWholeThoughEveryCallIsInterruptedAndEveryWriteShort() throws Exception {
    byte[] content = new byte[300];
    new Random(5).nextBytes(content);
    system.shortWrites(1);
    for (String call : List.of("openat", "statx", "write", "fsync", "renameat", "syncfs")) {
      system.fail(call, (int) system.count(call) + 1, Errno.EINTR);
      system.fail(call, (int) system.count(call) + 2, Errno.EINTR);
    }
    system.fail("write", 17, Errno.EINTR);
    List<Replacement> files = new ArrayList<>(files(5));
    files.add(new Replacement(directory, "a", content, 0400, DIRECTORYS_GROUP));

    assertThat(batch.replaceAll(files)).allMatch(Optional::isEmpty);
    assertThat(directory.read("a", 1_000)).isEqualTo(content);
    assertThat(directory.read("f0", 1_000)).isEqualTo(bytes("x"));
  }

  @Test
  void aLargeFileIsWrittenWhole() throws Exception {
    byte[] content = new byte[20_000_000];
    new Random(6).nextBytes(content);
    Replacement large = new Replacement(directory, "a", content, 0600, DIRECTORYS_GROUP);

    assertThat(batch.replaceAll(List.of(large))).containsExactly(Optional.empty());
    assertThat(directory.read("a", content.length)).isEqualTo(content);
  }

  @Test
  void theDiskIsReallyWaitedFor() {
    DurableBatch real = Host.create().durableBatch();

    assertThat(real.replaceAll(files(1))).allMatch(Optional::isEmpty);
    assertThat(real.replaceAll(files(5))).allMatch(Optional::isEmpty);
  }

  @Test
  void onAKernelWhoseSyncfsIsSilentEachFileIsAskedForErrorsBeforeTheFirstRename() throws Exception {
    DurableBatch old =
        new DurableBatch(
            new Syscalls(system.posix()),
            new TempNames(new Random(1)::nextLong),
            true,
            Publishing.atOnce());
    system.fail("syncFileRange", 2, Errno.EIO);

    List<Optional<PosixException>> results = old.replaceAll(files(5));

    assertThat(results)
        .extracting(Optional::isEmpty)
        .containsExactly(true, false, true, true, true);
    assertThat(results.get(1)).get().extracting(PosixException::call).isEqualTo("sync_file_range");
    assertThat(directory.entries()).hasSize(4);
    assertThat(system.trace().indexOf("renameat"))
        .isGreaterThan(system.trace().lastIndexOf("syncFileRange"));
  }

  @Test
  void aFileSystemThatCannotSyncDirectoriesIsNoFailure() throws Exception {
    system.fail("fsync", 2, Errno.EINVAL).fail("fsync", 3, Errno.EINVAL);

    assertThat(batch.replaceAll(files(1))).containsExactly(Optional.empty());
    directory.sync();
    system.fail("fsync", 4, Errno.EINVAL);
    assertThat(failureOf(file("a", "x", 0400)).call()).isEqualTo("fsync");
  }

  @Test
  void severalThreadsMayWriteTheSameNamesAtOnce() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(4);
    List<Callable<Boolean>> work = new ArrayList<>();
    for (int thread = 0; thread < 4; thread++) {
      String content = "content of thread " + thread;
      work.add(
          () -> {
            for (int i = 0; i < 50; i++) {
              List<Replacement> files = new ArrayList<>();
              for (int f = 0; f < 6; f++) {
                files.add(file("f" + f, content, 0400));
              }
              assertThat(batch.replaceAll(files)).allMatch(Optional::isEmpty);
            }
            return true;
          });
    }
    for (Future<Boolean> done : pool.invokeAll(work)) {
      assertThat(done.get()).isTrue();
    }
    pool.shutdown();
    for (int f = 0; f < 6; f++) {
      assertThat(directory.read("f" + f, 100)).asString().matches("content of thread [0-3]");
    }
  }

  @Test
  void aDiskThatTakesNothingIsAnError() {
    system.instead("write", 1, (arguments, result) -> 0);

    assertThat(failureOf(file("a", "x", 0400)).symbol()).isEqualTo("EIO");
  }

  @Test
  void modeIsExactWhateverTheUmaskTakes() throws Exception {
    Posix real = new LibC();
    system.instead(
        "openat",
        (int) system.count("openat") + 1,
        (a, result) -> real.openat((int) a[0], (byte[]) a[1], (int) a[2], 0));

    batch.replaceAll(List.of(file("a", "x", 0640)));

    assertThat(directory.state("a").orElseThrow().mode()).isEqualTo(0640);
  }

  /** Takes what stands in the directory when the first byte is about to be written. */
  private List<FileState> statesBeforeTheFirstWrite() {
    List<FileState> seen = new ArrayList<>();
    system.before(
        "write",
        1,
        () -> {
          for (DirectoryEntry entry : directory.entries()) {
            seen.add(directory.state(entry.name()).orElseThrow());
          }
        });
    return seen;
  }

  @Test
  void groupAndModeAreRightBeforeTheFirstByte() throws Exception {
    assumeThat(host.identity().uid()).as("only root gives files away").isZero();
    List<FileState> seen = statesBeforeTheFirstWrite();

    batch.replaceAll(List.of(new Replacement(directory, "a", bytes("x"), 0440, OptionalInt.of(7))));

    assertThat(seen).singleElement().extracting(FileState::gid, FileState::mode).contains(7, 0440);
    assertThat(directory.state("a").orElseThrow().gid()).isEqualTo(7);
  }

  @Test
  void aFileIsGivenToItsOwnerBeforeTheFirstByte() throws Exception {
    assumeThat(host.identity().uid()).as("only root gives files away").isZero();
    List<FileState> seen = statesBeforeTheFirstWrite();
    Replacement given =
        new Replacement(directory, "a", bytes("x"), 0440, OptionalInt.of(65534), OptionalInt.of(7));

    batch.replaceAll(List.of(given));

    assertThat(seen).singleElement().extracting(FileState::uid, FileState::gid).contains(65534, 7);
    assertThat(directory.state("a").orElseThrow().uid()).isEqualTo(65534);
  }

  @Test
  void aGroupThatMayNotBeGivenFailsThatFileAlone() throws Exception {
    system.fail("fchown", 1, Errno.EPERM);
    Replacement given = new Replacement(directory, "a", bytes("x"), 0440, OptionalInt.of(7));

    List<Optional<PosixException>> results = batch.replaceAll(List.of(given, file("b", "y", 0400)));

    assertThat(results.get(0)).get().extracting(PosixException::call).isEqualTo("fchown");
    assertThat(results.get(1)).isEmpty();
    assertThat(directory.entries()).extracting(DirectoryEntry::name).containsExactly("b");
  }

  @Test
  void aFileThatTheServerGivesToSomeoneElseIsNotPublished() throws Exception {
    int ownerAt = 20;
    system
        .after(
            "statx",
            (int) system.count("statx") + 1,
            (arguments, result) -> {
              ((byte[]) arguments[4])[ownerAt] ^= 1;
              return result;
            })
        .fail("fchown", 1, Errno.EPERM);

    assertThat(failureOf(file("a", "x", 0400)).call()).isEqualTo("fchown");
    assertThat(directory.entries()).isEmpty();
  }

  @Test
  void aDirectoryUnderTheNameFailsThatFileAlone() throws Exception {
    Files.createDirectory(path.resolve("a"));

    List<Optional<PosixException>> results =
        batch.replaceAll(List.of(file("a", "x", 0400), file("b", "y", 0400)));

    assertThat(results.get(0)).get().extracting(PosixException::symbol).isEqualTo("EISDIR");
    assertThat(results.get(0).orElseThrow())
        .hasMessage("renameat of " + path + "/a failed: is a directory (EISDIR)");
    assertThat(results.get(1)).isEmpty();
  }

  @Test
  void aLinkUnderTheNameIsReplacedAndWhatItPointsToIsNotTouched() throws Exception {
    Files.write(path.resolve("precious"), bytes("precious"));
    Files.createSymbolicLink(path.resolve("a"), Path.of("precious"));

    batch.replaceAll(List.of(file("a", "x", 0400)));

    assertThat(directory.read("a", 10)).isEqualTo(bytes("x"));
    assertThat(directory.read("precious", 10)).isEqualTo(bytes("precious"));
  }

  @Test
  void theLaterOfTwoContentsForOneNameStands() throws Exception {
    batch.replaceAll(List.of(file("a", "first", 0400), file("a", "second", 0400)));

    assertThat(directory.read("a", 10)).isEqualTo(bytes("second"));
  }

  @Test
  void aDirectoryThatWasRemovedFailsItsFilesAlone() throws Exception {
    Files.createDirectory(path.resolve("user"));
    try (Directory user = directory.child("user")) {
      Files.delete(path.resolve("user"));
      Replacement gone = new Replacement(user, "a", bytes("x"), 0400, DIRECTORYS_GROUP);

      List<Optional<PosixException>> results =
          batch.replaceAll(List.of(gone, file("b", "y", 0400)));

      assertThat(results.get(0)).get().matches(PosixException::isGone);
      assertThat(results.get(1)).isEmpty();
      assertThat(directory.entries()).extracting(DirectoryEntry::name).containsExactly("b");
    }
  }

  @Test
  void namesUpToTheLongestWorkAndLongerOnesFailAlone() throws Exception {
    List<Replacement> files = new ArrayList<>();
    for (int length : new int[] {1, 223, 224, 225, 250, 255, 256}) {
      files.add(file("n".repeat(length), "x", 0400));
    }
    files.add(file("../escape", "x", 0400));
    files.add(file("\u00ff\u0080", "x", 0400));

    List<Optional<PosixException>> results = batch.replaceAll(files);

    assertThat(results.subList(0, 6)).allMatch(Optional::isEmpty);
    assertThat(results.get(6)).get().extracting(PosixException::symbol).isEqualTo("ENAMETOOLONG");
    assertThat(results.get(7)).get().extracting(PosixException::symbol).isEqualTo("EINVAL");
    assertThat(results.get(8)).isEmpty();
    assertThat(directory.entries())
        .hasSize(7)
        .contains(new DirectoryEntry("\u00ff\u0080", FileState.Kind.REGULAR));
  }

  @Test
  void theTemporaryNameIsHiddenKnownAndNeverTwiceTheSame() throws Exception {
    Set<String> temps = new HashSet<>();
    system.beforeEveryCall(
        () -> {
          try (var names = Files.list(path)) {
            names
                .map(p -> p.getFileName().toString())
                .filter(n -> n.startsWith("."))
                .forEach(temps::add);
          }
        });
    for (int i = 0; i < 20; i++) {
      batch.replaceAll(List.of(file("scitokens.use", "x", 0400)));
    }

    assertThat(temps)
        .hasSize(20)
        .allMatch(DurableBatch::isTemp)
        .allMatch(n -> n.matches("\\.scitokens\\.use\\.[0-9a-f]{16}\\.credmint\\.tmp"));
  }

  @Test
  void whatIsBeingWrittenIsNoLeftoverToItsWriterButToAnother() {
    Host host = Host.create();
    DurableBatch laterRun = host.durableBatch();
    List<String> seen = new ArrayList<>();
    system.beforeEveryCall(
        () -> {
          try (var names = Files.list(path)) {
            names
                .map(p -> p.getFileName().toString())
                .filter(DurableBatch::isTemp)
                .forEach(seen::add);
          }
        });

    batch.replaceAll(List.of(file("scitokens.use", "x", 0400)));

    assertThat(seen).isNotEmpty().noneMatch(batch::isLeftover).allMatch(laterRun::isLeftover);
    assertThat(List.of("scitokens.use", ".a.tmp")).noneMatch(batch::isLeftover);
  }

  @Test
  void onlyOurTemporaryNamesAreKnownAsSuch() {
    assertThat(
            List.of(".a.0123456789abcdef.credmint.tmp", "..\n\u00ff.0123456789abcdef.credmint.tmp"))
        .allMatch(DurableBatch::isTemp);
    assertThat(
            List.of(
                "",
                "a.use",
                "a.top",
                ".a.tmp",
                "tmp12345678",
                "a.0123456789abcdef.credmint.tmp",
                ".0123456789abcdef.credmint.tmp",
                ".a.0123456789abcde.credmint.tmp",
                ".a.0123456789ABCDEF.credmint.tmp",
                ".a.0123456789abcdef.credmint.tmp.use",
                ".a.0123456789abcdef.credmint.tmp\n"))
        .noneMatch(DurableBatch::isTemp);
  }

  @Test
  void aTemporaryNameThatIsTakenIsNeitherUsedNorRemoved() throws Exception {
    DurableBatch unlucky =
        new DurableBatch(
            new Syscalls(system.posix()), new TempNames(() -> 1L), false, Publishing.atOnce());
    String taken = ".a.0000000000000001.credmint.tmp";
    Files.write(path.resolve(taken), bytes("someone's"));
    int before = (int) system.count("openat");

    PosixException failure = unlucky.replaceAll(List.of(file("a", "x", 0400))).get(0).orElseThrow();

    assertThat(failure.symbol()).isEqualTo("EEXIST");
    assertThat(system.count("openat") - before).isEqualTo(4);
    assertThat(directory.read(taken, 10)).isEqualTo(bytes("someone's"));
    directory.remove(taken);
  }

  @Test
  void aFileIsCreatedOnceAndNeverReplaced() throws Exception {
    batch.create(directory, "key.pem", bytes("first"), 0600);

    assertThatExceptionOfType(PosixException.class)
        .isThrownBy(() -> batch.create(directory, "key.pem", bytes("second"), 0600))
        .satisfies(e -> assertThat(e.symbol()).isEqualTo("EEXIST"));
    assertThat(directory.read("key.pem", 10)).isEqualTo(bytes("first"));
    assertThat(directory.state("key.pem").orElseThrow().mode()).isEqualTo(0600);
  }

  @Test
  void creatingWorksWhereTheFileSystemCannotRenameWithoutReplacing() throws Exception {
    system.failAlways("renameat2", Errno.EINVAL);

    batch.create(directory, "key.pem", bytes("first"), 0644);

    assertThatExceptionOfType(PosixException.class)
        .isThrownBy(() -> batch.create(directory, "key.pem", bytes("second"), 0600))
        .satisfies(e -> assertThat(e.symbol()).isEqualTo("EEXIST"));
    assertThat(directory.read("key.pem", 10)).isEqualTo(bytes("first"));
    assertThat(directory.state("key.pem").orElseThrow().mode()).isEqualTo(0644);
  }

  @Test
  void creatingOverADanglingLinkIsRefused() throws Exception {
    Files.createSymbolicLink(path.resolve("key.pem"), Path.of("elsewhere"));

    assertThatExceptionOfType(PosixException.class)
        .isThrownBy(() -> batch.create(directory, "key.pem", bytes("k"), 0600))
        .satisfies(e -> assertThat(e.symbol()).isEqualTo("EEXIST"));
    assertThat(path.resolve("elsewhere")).doesNotExist();
  }

  @Test
  void aClosedDirectoryIsAMistakeOfTheProgram() throws Exception {
    Directory closed = host.openDirectory(path);
    closed.close();
    Replacement file = new Replacement(closed, "a", bytes("x"), 0400, DIRECTORYS_GROUP);

    assertThatIllegalStateException()
        .isThrownBy(() -> batch.replaceAll(List.of(file("b", "y", 0400), file)));
    assertThat(directory.entries()).isEmpty();
  }

  @Test
  void aDirectoryClosedDuringABatchIsClosedAfterIt() throws Exception {
    Directory other = host.openDirectory(path);
    Replacement file = new Replacement(other, "a", bytes("x"), 0400, DIRECTORYS_GROUP);
    system.before("write", 1, other::close);

    assertThat(batch.replaceAll(List.of(file))).containsExactly(Optional.empty());
    assertThat(directory.read("a", 10)).isEqualTo(bytes("x"));
  }

  @Test
  void aModeBeyondThePermissionBitsIsAMistakeOfTheProgram() {
    assertThatIllegalArgumentException().isThrownBy(() -> file("a", "x", 04755));
    assertThatIllegalArgumentException().isThrownBy(() -> file("a", "x", -1));
  }

  @Test
  void aReplacementDoesNotPrintItsContent() {
    assertThat(file("a.use", "ey-secret", 0400).toString())
        .isEqualTo("Replacement[" + path + "/a.use, 9 bytes, mode 400]");
  }

  private Replacement file(String name, String content, int mode) {
    return new Replacement(directory, name, bytes(content), mode, DIRECTORYS_GROUP);
  }

  private PosixException failureOf(Replacement file) {
    return batch.replaceAll(List.of(file)).get(0).orElseThrow();
  }

  private List<String> writeCalls(List<Replacement> files) {
    int before = system.trace().size();
    assertThat(batch.replaceAll(files)).allMatch(Optional::isEmpty);
    List<String> trace = system.trace();
    return trace.subList(before, trace.size());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
