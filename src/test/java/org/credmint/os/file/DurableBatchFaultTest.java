// SPDX-License-Identifier: Apache-2.0
package org.credmint.os.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.credmint.os.Host;
import org.credmint.os.OpenFiles;
import org.credmint.os.file.DurableBatch.Replacement;
import org.credmint.os.libc.Errno;
import org.credmint.os.libc.FaultyPosix;
import org.credmint.os.libc.LibC;
import org.credmint.os.libc.PosixException;
import org.credmint.os.libc.Syscalls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every system call of a write fails once, with every error that matters, and before every call
 * someone looks at the targets, as a kill at that point would leave them. The states seen are
 * counted: nothing but the whole old and the whole new content may ever be there.
 */
class DurableBatchFaultTest {

  private static final List<Errno> ERRORS =
      List.of(Errno.ENOSPC, Errno.EIO, Errno.EACCES, Errno.EROFS, Errno.EMFILE, Errno.ENOENT);

  private static final byte[] OLD =
      "the old content, which is longer".getBytes(StandardCharsets.UTF_8);
  private static final byte[] NEW = "the new content".getBytes(StandardCharsets.UTF_8);

  private enum Seen {
    OLD_WHOLE,
    NEW_WHOLE,
    MISSING,
    TORN,
    WRONG_MODE_OR_GROUP
  }

  @TempDir Path top;

  private final Host host = Host.create();
  private final Map<Seen, Integer> seen = new EnumMap<>(Seen.class);
  private int runs;
  private Publishing publishing = Publishing.atOnce();

  @Test
  void aFailureOfAnyCallOfOneFileLeavesTheOldOrTheNewWhole() throws Exception {
    failEveryCall(1, 1, false);
  }

  @Test
  void aFailureOfAnyCallOfAFewFilesLeavesTheOldOrTheNewWhole() throws Exception {
    failEveryCall(2, 1, false);
  }

  @Test
  void aFailureOfAnyCallOfABatchInOneDirectoryLeavesTheOldOrTheNewWhole() throws Exception {
    failEveryCall(5, 1, false);
  }

  @Test
  void aFailureOfAnyCallOfABatchInManyDirectoriesLeavesTheOldOrTheNewWhole() throws Exception {
    failEveryCall(5, 5, false);
  }

  @Test
  void aFailureOfAnyCallWhileReadersAreAwaitedLeavesTheOldOrTheNewWhole() throws Exception {
    publishing = new Publishing(Optional.of(() -> {}));
    failEveryCall(2, 1, false);
    failEveryCall(5, 5, false);
  }

  @Test
  void whereRemovingTheTemporaryFileFailsTooItIsKnownByItsName() throws Exception {
    failEveryCall(5, 1, true);
  }

  @Test
  void aRenameThatTookEffectThoughItSaidOtherwiseLeavesTheNewWhole() throws Exception {
    FaultyPosix system = system().failAfterEffect("renameat", 1, Errno.EIO);
    Path home = oldFiles(1, 1);

    assertThat(replace(system, home, 1, 1).get(0)).isPresent();

    assertThat(look(home.resolve("d0/f0.use"))).isEqualTo(Seen.NEW_WHOLE);
    assertThat(temps(home)).isEmpty();
  }

  @Test
  void aFailureOfAnyCallOfACreationLeavesNothingOrTheWhole() throws Exception {
    for (boolean byLink : new boolean[] {false, true}) {
      FaultyPosix plain = creating(byLink);
      assertThat(create(plain)).isEmpty();
      for (String call : new TreeSet<>(plain.trace())) {
        for (int nth = 1; nth <= plain.count(call); nth++) {
          for (Errno errno : ERRORS) {
            create(creating(byLink).fail(call, nth, errno));
          }
        }
      }
    }
    assertThat(seen).containsOnlyKeys(Seen.NEW_WHOLE, Seen.MISSING);
  }

  private void failEveryCall(int files, int directories, boolean unlinkFails) throws Exception {
    FaultyPosix plain = system();
    replaceAndCheck(plain, files, directories, unlinkFails);
    for (String call : new TreeSet<>(plain.trace())) {
      for (int nth = 1; nth <= plain.count(call); nth++) {
        for (Errno errno : errors(files, nth)) {
          FaultyPosix system = system().fail(call, nth, errno);
          if (unlinkFails) {
            system.failAlways("unlinkat", errno);
          }
          replaceAndCheck(system, files, directories, unlinkFails);
        }
      }
    }
    assertThat(runs).isGreaterThan(plain.trace().size());
    assertThat(seen).containsOnlyKeys(Seen.OLD_WHOLE, Seen.NEW_WHOLE);
  }

  /** All of them for few files; for more, each file's calls fail with an error of their own. */
  private static List<Errno> errors(int files, int nth) {
    return files <= 2 ? ERRORS : List.of(ERRORS.get(nth % ERRORS.size()));
  }

  private void replaceAndCheck(FaultyPosix system, int files, int directories, boolean tempsMayStay)
      throws Exception {
    Path home = oldFiles(files, directories);
    system.beforeEveryCall(() -> lookAtAll(home, files, directories));
    List<Optional<PosixException>> results = replace(system, home, files, directories);
    for (int i = 0; i < files; i++) {
      Seen state = look(home.resolve(target(i, directories)));
      String failed = results.get(i).map(PosixException::call).orElse("");
      boolean published = failed.isEmpty() || (state == Seen.NEW_WHOLE && failed.contains("sync"));
      assertThat(state).isEqualTo(published ? Seen.NEW_WHOLE : Seen.OLD_WHOLE);
    }
    assertThat(temps(home)).allMatch(DurableBatch::isTemp);
    if (!tempsMayStay) {
      assertThat(temps(home)).isEmpty();
    }
    assertThat(OpenFiles.below(home)).isEmpty();
  }

  private Path oldFiles(int files, int directories) throws IOException {
    Path home = Files.createDirectory(top.resolve("run" + runs++));
    for (int i = 0; i < files; i++) {
      Path file = home.resolve(target(i, directories));
      Files.createDirectories(file.getParent());
      Files.write(file, OLD);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r-----"));
    }
    return home;
  }

  private List<Optional<PosixException>> replace(
      FaultyPosix system, Path home, int files, int directories) throws Exception {
    List<Replacement> batch = new ArrayList<>();
    for (int i = 0; i < files; i++) {
      Path target = home.resolve(target(i, directories));
      Directory directory = host.openDirectory(target.getParent());
      String name = target.getFileName().toString();
      batch.add(new Replacement(directory, name, NEW, 0400, OptionalInt.empty()));
    }
    try {
      return durableBatch(system).replaceAll(batch);
    } finally {
      batch.forEach(file -> file.directory().close());
    }
  }

  /** A lease would make the looks between the calls wait for the very thread that looks. */
  private static FaultyPosix system() {
    return new FaultyPosix(new LibC())
        .withoutWaiting()
        .instead("fcntl", 0, (arguments, result) -> 0);
  }

  private static FaultyPosix creating(boolean byLink) {
    FaultyPosix system = system();
    return byLink ? system.failAlways("renameat2", Errno.EINVAL) : system;
  }

  private Optional<PosixException> create(FaultyPosix system) throws Exception {
    Path home = Files.createDirectory(top.resolve("run" + runs++));
    Path target = home.resolve("key.pem");
    system.beforeEveryCall(() -> look(target));
    try (Directory directory = host.openDirectory(home)) {
      durableBatch(system).create(directory, "key.pem", NEW, 0400);
      assertThat(look(target)).isEqualTo(Seen.NEW_WHOLE);
      return Optional.empty();
    } catch (PosixException e) {
      look(target);
      return Optional.of(e);
    } finally {
      assertThat(temps(home)).allMatch(DurableBatch::isTemp);
      assertThat(OpenFiles.below(home)).isEmpty();
    }
  }

  private DurableBatch durableBatch(FaultyPosix system) {
    return new DurableBatch(
        new Syscalls(system.posix()), new TempNames(new Random(runs)::nextLong), false, publishing);
  }

  private void lookAtAll(Path home, int files, int directories) throws IOException {
    for (int i = 0; i < files; i++) {
      look(home.resolve(target(i, directories)));
    }
  }

  private Seen look(Path target) throws IOException {
    Seen state = stateOf(target);
    seen.merge(state, 1, Integer::sum);
    return state;
  }

  private static Seen stateOf(Path target) throws IOException {
    byte[] content;
    try {
      content = Files.readAllBytes(target);
    } catch (NoSuchFileException e) {
      return Seen.MISSING;
    }
    boolean isNew = java.util.Arrays.equals(content, NEW);
    if (!isNew && !java.util.Arrays.equals(content, OLD)) {
      return Seen.TORN;
    }
    String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(target));
    Object group = Files.getAttribute(target, "unix:gid");
    boolean right =
        mode.equals(isNew ? "r--------" : "r--r-----")
            && group.equals(Files.getAttribute(target.getParent(), "unix:gid"));
    return right ? (isNew ? Seen.NEW_WHOLE : Seen.OLD_WHOLE) : Seen.WRONG_MODE_OR_GROUP;
  }

  private static String target(int i, int directories) {
    return "d" + i % directories + "/f" + i + ".use";
  }

  private static List<String> temps(Path home) throws IOException {
    try (Stream<Path> all = Files.walk(home)) {
      return all.filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.endsWith(".use") && !name.equals("key.pem"))
          .toList();
    }
  }
}
