// SPDX-License-Identifier: Apache-2.0
package org.credmint.os.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.credmint.os.FaultyHost;
import org.credmint.os.Host;
import org.credmint.os.OpenFiles;
import org.credmint.os.libc.Errno;
import org.credmint.os.libc.FaultyPosix;
import org.credmint.os.libc.FileNames;
import org.credmint.os.libc.FileState;
import org.credmint.os.libc.FileState.Kind;
import org.credmint.os.libc.LibC;
import org.credmint.os.libc.Posix;
import org.credmint.os.libc.PosixException;
import org.credmint.os.process.CommandResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirectoryTest {

  @TempDir Path path;

  private final FaultyPosix system = new FaultyPosix(new LibC());
  private final Host host = FaultyHost.on(system);
  private Directory directory;

  @BeforeEach
  void open() throws Exception {
    directory = host.openDirectory(path);
  }

  @AfterEach
  void nothingStaysOpen() throws Exception {
    directory.close();
    assertThat(OpenFiles.below(path)).isEmpty();
  }

  @Test
  void stateTellsWhatTheFileSystemKnows() throws Exception {
    Path file = Files.write(path.resolve("f"), new byte[123]);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-x--x"));

    FileState state = directory.state("f").orElseThrow();

    Map<String, Object> known = Files.readAttributes(file, "unix:*");
    assertThat(state.kind()).isEqualTo(Kind.REGULAR);
    assertThat(state.mode()).isEqualTo(0651);
    assertThat(state.uid()).isEqualTo(known.get("uid"));
    assertThat(state.gid()).isEqualTo(known.get("gid"));
    assertThat(state.size()).isEqualTo(123);
    assertThat(state.inode()).isEqualTo(known.get("ino"));
    assertThat(state.modifiedNanos())
        .isEqualTo(Files.getLastModifiedTime(file).to(TimeUnit.NANOSECONDS));
    assertThat(state.changedNanos()).isGreaterThanOrEqualTo(state.modifiedNanos());
  }

  @Test
  void stateOfTheDirectoryItselfChangesWhenANameComes() throws Exception {
    FileState before = directory.state();
    Files.setLastModifiedTime(path, java.nio.file.attribute.FileTime.fromMillis(1));

    assertThat(directory.state().modifiedNanos()).isEqualTo(1_000_000);
    assertThat(before.kind()).isEqualTo(Kind.DIRECTORY);
    Files.createFile(path.resolve("new"));
    assertThat(directory.state().modifiedNanos()).isGreaterThan(1_000_000);
  }

  @Test
  void stateOfAMissingNameIsEmpty() throws Exception {
    assertThat(directory.state("missing")).isEmpty();
  }

  @Test
  void everyKindOfFileIsListedAsWhatItIsAndNoLinkIsFollowed() throws Exception {
    makeOneOfEachKind();
    try (ServerSocketChannel socket = socket("socket")) {
      assertThat(socket.isOpen()).isTrue();
      assertThat(directory.entries())
          .containsExactlyInAnyOrder(
              new DirectoryEntry("regular", Kind.REGULAR),
              new DirectoryEntry("directory", Kind.DIRECTORY),
              new DirectoryEntry("link", Kind.SYMLINK),
              new DirectoryEntry("fifo", Kind.FIFO),
              new DirectoryEntry("socket", Kind.SOCKET));
    }
  }

  @Test
  void kindsAreAskedForWhereTheFileSystemDoesNotListThem() throws Exception {
    makeOneOfEachKind();
    List<DirectoryEntry> known = directory.entries();
    int typeOfFirst = 18;
    system.after(
        "getdents64",
        0,
        (arguments, filled) -> {
          ByteBuffer buffer = ByteBuffer.wrap((byte[]) arguments[1]);
          buffer.order(java.nio.ByteOrder.nativeOrder());
          for (int at = 0; at < filled; at += buffer.getShort(at + 16)) {
            buffer.put(at + typeOfFirst, (byte) 0);
          }
          return filled;
        });

    assertThat(directory.entries()).containsExactlyInAnyOrderElementsOf(known);
  }

  @Test
  void thousandsOfNamesOfAllLengthsAreListedOnce() throws Exception {
    Random random = new Random(42);
    Set<String> names = new TreeSet<>();
    for (int i = 0; i < 3_000; i++) {
      String number = "n" + i;
      names.add(number + "x".repeat(random.nextInt(255 - number.length() + 1)));
    }
    for (String name : names) {
      Files.createFile(path.resolve(name));
    }

    assertThat(directory.entries())
        .extracting(DirectoryEntry::name)
        .containsExactlyInAnyOrderElementsOf(names);
    assertThat(directory.entries()).hasSize(names.size());
  }

  @Test
  void aNameInNoEncodingIsListedReadAndRemoved() throws Exception {
    String name = "\u00ff\u00fe-\u0001-\u00c3(";
    shell("printf hello > \"$(printf '\\377\\376-\\001-\\303(')\"");

    assertThat(directory.entries()).containsExactly(new DirectoryEntry(name, Kind.REGULAR));
    assertThat(directory.read(name, 10)).isEqualTo(bytes("hello"));
    directory.remove(name);
    assertThat(directory.entries()).isEmpty();
  }

  @Test
  void aTextBecomesTheNameThatItHasInUtf8() throws Exception {
    shell("printf hello > \"$(printf '\\303\\274')\"");

    assertThat(directory.read(FileNames.ofText("ü"), 10)).isEqualTo(bytes("hello"));
  }

  @Test
  void aFileIsReadWithItsState() throws Exception {
    Files.write(path.resolve("f"), bytes("content"));

    FileRead read = directory.readWithState("f", 7);

    assertThat(read.content()).isEqualTo(bytes("content"));
    assertThat(read.state()).isEqualTo(directory.state("f").orElseThrow());
    assertThat(read.toString()).contains("7 bytes").doesNotContain("content");
  }

  @Test
  void filesOfAllSizesAreReadWhole() throws Exception {
    Random random = new Random(1);
    for (int size : new int[] {0, 1, 4_095, 4_096, 4_097, 3_000_000}) {
      byte[] content = new byte[size];
      random.nextBytes(content);
      Files.write(path.resolve("f"), content);
      assertThat(directory.read("f", Math.max(size, 1))).isEqualTo(content);
    }
  }

  @Test
  void aFileIsReadWholeThoughEachReadIsInterruptedAndShort() throws Exception {
    Files.write(path.resolve("f"), bytes("content of some length"));
    Posix real = new LibC();
    system
        .fail("openat", 2, Errno.EINTR)
        .fail("read", 1, Errno.EINTR)
        .fail("read", 4, Errno.EINTR)
        .instead(
            "read",
            2,
            (arguments, result) -> real.read((int) arguments[0], (byte[]) arguments[1], 3));

    assertThat(directory.read("f", 100)).isEqualTo(bytes("content of some length"));
  }

  @Test
  void theEndOfAFileIsReadThoughEachReadIsInterruptedAndShort() throws Exception {
    Files.writeString(path.resolve("f"), "0123456789");
    Files.createDirectory(path.resolve("d"));
    system
        .fail("pread", 1, Errno.EINTR)
        .instead(
            "pread",
            0,
            (arguments, result) ->
                new LibC()
                    .pread((int) arguments[0], (byte[]) arguments[1], 1, (long) arguments[3]));

    FileRead tail = directory.readTail("f", 4);
    assertThat(tail.content()).asString(StandardCharsets.US_ASCII).isEqualTo("6789");
    assertThat(tail.state().size()).isEqualTo(10);
    assertThat(directory.readTail("f", 11).content()).hasSize(10);
    assertThatExceptionOfType(UnfitFileException.class)
        .isThrownBy(() -> directory.readTail("d", 4));
  }

  @Test
  void theEndOfAFileThatIsCutMeanwhileIsWhatIsLeft() throws Exception {
    Files.writeString(path.resolve("f"), "0123456789");
    system.before("pread", 1, () -> Files.writeString(path.resolve("f"), "01234567"));

    assertThat(directory.readTail("f", 4).content())
        .asString(StandardCharsets.US_ASCII)
        .isEqualTo("67");
  }

  @Test
  void aFileThatIsTooLargeIsNotRead() throws Exception {
    Files.write(path.resolve("f"), new byte[101]);

    UnfitFileException refusal = refusalOf("f", 100);

    assertThat(refusal.isTooLarge()).isTrue();
    assertThat(refusal.errno()).isEqualTo(Errno.EFBIG.number());
    assertThat(refusal).hasMessage(path + "/f is too large: 101 bytes, at most 100 are allowed");
    assertThat(system.count("read")).isZero();
  }

  @Test
  void aFileThatGrowsWhileItIsReadIsReadToItsEndOrRefused() throws Exception {
    Path file = Files.write(path.resolve("f"), bytes("12345"));
    FaultyPosix.Action grow = () -> Files.write(file, new byte[100], StandardOpenOption.APPEND);
    system.before("read", 1, grow);
    assertThat(directory.read("f", 105)).hasSize(105).startsWith(bytes("12345"));

    Files.write(file, bytes("12345"));
    system.before("read", (int) system.count("read") + 1, grow);
    assertThat(refusalOf("f", 50).isTooLarge()).isTrue();
  }

  @Test
  void aFileThatShrinksWhileItIsReadGivesWhatIsLeft() throws Exception {
    Path file = Files.write(path.resolve("f"), bytes("1234567890"));
    system.before("read", 1, () -> Files.write(file, bytes("12")));

    assertThat(directory.read("f", 100)).isEqualTo(bytes("12"));
  }

  @Test
  void whatIsNotARegularFileIsRefusedAtOnce() throws Exception {
    makeOneOfEachKind();
    try (ServerSocketChannel socket = socket("socket")) {
      assertThat(socket.isOpen()).isTrue();
      assertTimeoutPreemptively(
          Duration.ofSeconds(10),
          () -> {
            assertThat(refusalOf("link", 100).kind()).isEqualTo(Kind.SYMLINK);
            assertThat(refusalOf("fifo", 100).kind()).isEqualTo(Kind.FIFO);
            assertThat(refusalOf("socket", 100).kind()).isEqualTo(Kind.SOCKET);
            assertThat(refusalOf("directory", 100).kind()).isEqualTo(Kind.DIRECTORY);
          });
    }
    assertThat(refusalOf("link", 100))
        .hasMessage(path + "/link is a symbolic link, not a regular file");
  }

  @Test
  void aFileWithoutReadPermissionSaysSo() throws Exception {
    Files.write(path.resolve("f"), bytes("x"));
    system.fail("openat", 2, Errno.EACCES);

    PosixException failure =
        catchThrowableOfType(PosixException.class, () -> directory.read("f", 10));

    assertThat(failure).hasMessage("openat of " + path + "/f failed: permission denied (EACCES)");
    assertThat(failure.symbol()).isEqualTo("EACCES");
    assertThat(failure.isGone()).isFalse();
    assertThat(failure.isTransient()).isFalse();
  }

  @Test
  void anErrorOfTheDiskWhileReadingIsTold() throws Exception {
    Files.write(path.resolve("f"), bytes("x"));
    system.fail("read", 1, Errno.EIO);

    assertThatExceptionOfType(PosixException.class)
        .isThrownBy(() -> directory.read("f", 10))
        .satisfies(e -> assertThat(e.call()).isEqualTo("read"))
        .satisfies(e -> assertThat(e.isTransient()).isTrue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a/b", "/", "../x", "a\u0000b", "\u0100", "日本"})
  void whatIsNotOneNameIsRefusedByEveryMethod(String name) {
    List<org.assertj.core.api.ThrowableAssert.ThrowingCallable> methods =
        List.of(
            () -> directory.child(name),
            () -> directory.state(name),
            () -> directory.read(name, 1),
            () -> directory.remove(name),
            () -> directory.rename(name, "x"),
            () -> directory.rename("x", name));
    long before = system.trace().size();
    for (var method : methods) {
      assertThatExceptionOfType(PosixException.class)
          .isThrownBy(method)
          .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.EINVAL.number()));
    }
    assertThat(system.trace()).hasSize((int) before);
  }

  @Test
  void aChildDirectoryIsOpenedAndALinkToOneIsNot() throws Exception {
    Files.createDirectory(path.resolve("real"));
    Files.write(path.resolve("real/f"), bytes("x"));
    Files.createSymbolicLink(path.resolve("link"), Path.of("real"));

    try (Directory child = directory.child("real")) {
      assertThat(child.read("f", 10)).isEqualTo(bytes("x"));
      assertThat(child.path()).isEqualTo(path.resolve("real"));
    }
    assertThatExceptionOfType(PosixException.class)
        .isThrownBy(() -> directory.child("link"))
        .satisfies(e -> assertThat(e.isGone()).isTrue());
  }

  @Test
  void linksOnTheWayAreFollowedAndTheLastOnlyWhenAsked() throws Exception {
    Files.createDirectories(path.resolve("real/inner"));
    Files.createSymbolicLink(path.resolve("link"), Path.of("real"));

    host.openDirectory(path.resolve("link/inner")).close();
    host.openDirectoryFollowingLink(path.resolve("link")).close();
    assertThatExceptionOfType(PosixException.class)
        .isThrownBy(() -> host.openDirectory(path.resolve("link")))
        .withMessage("openat of " + path + "/link failed: not a directory (ENOTDIR)");
  }

  @Test
  void anOpenDirectoryStaysTheSameWhenAnotherTakesItsPath() throws Exception {
    Files.createDirectory(path.resolve("user"));
    Files.write(path.resolve("user/f"), bytes("mine"));
    try (Directory child = directory.child("user")) {
      Files.move(path.resolve("user"), path.resolve("moved"));
      Files.createDirectory(path.resolve("user"));

      assertThat(child.read("f", 10)).isEqualTo(bytes("mine"));
    }
  }

  @Test
  void aDirectoryThatWasRemovedIsGone() throws Exception {
    Files.createDirectory(path.resolve("user"));
    try (Directory child = directory.child("user")) {
      Files.delete(path.resolve("user"));

      assertThat(child.state("f")).isEmpty();
      assertThatExceptionOfType(PosixException.class)
          .isThrownBy(() -> child.entries())
          .satisfies(e -> assertThat(e.isGone()).isTrue());
      assertThatExceptionOfType(PosixException.class)
          .isThrownBy(() -> child.read("f", 10))
          .satisfies(e -> assertThat(e.isGone()).isTrue());
    }
    assertThatExceptionOfType(PosixException.class)
        .isThrownBy(() -> directory.child("user"))
        .satisfies(e -> assertThat(e.isGone()).isTrue());
  }

  @Test
  void namesAreRenamedRemovedAndSynced() throws Exception {
    Files.write(path.resolve("a"), bytes("a"));
    Files.write(path.resolve("b"), bytes("b"));

    directory.rename("a", "b");
    directory.sync();

    assertThat(directory.entries()).containsExactly(new DirectoryEntry("b", Kind.REGULAR));
    assertThat(directory.read("b", 10)).isEqualTo(bytes("a"));
    directory.remove("b");
    assertThatExceptionOfType(PosixException.class)
        .isThrownBy(() -> directory.remove("b"))
        .satisfies(e -> assertThat(e.isGone()).isTrue());
  }

  @Test
  void theLockIsForOneDescriptorUntilItIsClosed() throws Exception {
    try (Directory other = host.openDirectory(path)) {
      assertThat(ExclusiveLock.tryTake(directory)).isTrue();
      assertThat(ExclusiveLock.tryTake(directory)).isTrue();
      assertThat(ExclusiveLock.tryTake(other)).isFalse();
      directory.close();
      assertThat(ExclusiveLock.tryTake(other)).isTrue();
    }
  }

  @Test
  void aFileSystemWithoutLocksIsAnError() {
    system.failAlways("flock", Errno.ENOLCK);

    assertThatExceptionOfType(PosixException.class)
        .isThrownBy(() -> ExclusiveLock.tryTake(directory));
  }

  @Test
  void afterCloseNothingIsDone() {
    directory.close();
    directory.close();

    assertThat(system.count("close")).isEqualTo(1);
    assertThatIllegalStateException().isThrownBy(() -> directory.entries());
    assertThatIllegalStateException().isThrownBy(() -> directory.read("f", 1));
    assertThatIllegalStateException().isThrownBy(() -> directory.sync());
  }

  @Test
  void aCloseDuringAUseTakesEffectAfterIt() throws Exception {
    Files.write(path.resolve("f"), bytes("x"));
    system.before("read", 1, directory::close);

    assertThat(directory.read("f", 10)).isEqualTo(bytes("x"));
    assertThatIllegalStateException().isThrownBy(() -> directory.read("f", 10));
  }

  @Test
  void aMadeChildIsForItsOwnerAloneAndOneThatIsThereStaysAsItIs() throws Exception {
    int own = host.identity().uid();
    try (Directory made = new DirectoryMaker(directory).make("new", own)) {
      assertThat(made.state().mode() & 0777).isEqualTo(0700);
      assertThat(made.state().uid()).isEqualTo(own);
    }
    Files.setPosixFilePermissions(
        path.resolve("new"), java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-x---"));
    try (Directory again = new DirectoryMaker(directory).make("new", own)) {
      assertThat(again.state().mode() & 0777).isEqualTo(0750);
    }
  }

  @Test
  void aChildIsNotMadeWhereALinkHasItsName() throws Exception {
    Files.createSymbolicLink(path.resolve("trap"), path);
    assertThatExceptionOfType(PosixException.class)
        .isThrownBy(
            () -> new DirectoryMaker(directory).make("trap", host.identity().uid()).close());
  }

  @Test
  void aFailureWhileOpeningLeavesNothingOpen() throws Exception {
    system.fail("statx", (int) system.count("statx") + 1, Errno.EIO);

    assertThatExceptionOfType(PosixException.class).isThrownBy(() -> host.openDirectory(path));
    assertThat(OpenFiles.below(path)).hasSize(1);
  }

  private void makeOneOfEachKind() throws Exception {
    Files.write(path.resolve("regular"), bytes("x"));
    Files.createDirectory(path.resolve("directory"));
    Files.createSymbolicLink(path.resolve("link"), Path.of("regular"));
    shell("mkfifo fifo");
  }

  private ServerSocketChannel socket(String name) throws IOException {
    return ServerSocketChannel.open(StandardProtocolFamily.UNIX)
        .bind(UnixDomainSocketAddress.of(path.resolve(name)));
  }

  private void shell(String command) throws Exception {
    List<String> argv = List.of("/bin/sh", "-c", "cd \"$1\" && " + command, "sh", path.toString());
    CommandResult result =
        host.commands().run(argv, Map.of(), new byte[0], Duration.ofSeconds(10), 1_000);
    assertThat(result).matches(r -> r instanceof CommandResult.Exited e && e.status() == 0);
  }

  private UnfitFileException refusalOf(String name, int maxBytes) {
    return catchThrowableOfType(UnfitFileException.class, () -> directory.read(name, maxBytes));
  }

  private static byte[] bytes(String text) {
    return Arrays.copyOf(text.getBytes(StandardCharsets.UTF_8), text.length());
  }
}
