// SPDX-License-Identifier: Apache-2.0
package org.credmint.os.file;

import java.util.Optional;
import org.credmint.os.file.DurableBatch.Replacement;
import org.credmint.os.libc.Descriptor;
import org.credmint.os.libc.Errno;
import org.credmint.os.libc.FileNames;
import org.credmint.os.libc.Posix;
import org.credmint.os.libc.PosixException;
import org.credmint.os.libc.Statx;
import org.credmint.os.libc.Syscalls;
import org.jspecify.annotations.Nullable;

/**
 * One file on its way to the disk: staged in a temporary file, then published under its name, or
 * discarded with the reason. Holds its directory's descriptor until it is closed.
 */
final class PendingFile implements AutoCloseable {

  /** A temporary name that exists already is as good as impossible; twice is someone's doing. */
  private static final int NAME_TRIES = 4;

  private final Syscalls syscalls;
  private final TempNames names;
  private final int uid;
  private final Replacement replacement;
  private final Descriptor.Lease held;
  private byte[] tempName = {};
  private @Nullable PosixException failure;

  PendingFile(Syscalls syscalls, TempNames names, int uid, Replacement replacement) {
    this.syscalls = syscalls;
    this.names = names;
    this.uid = uid;
    this.replacement = replacement;
    this.held = replacement.directory().descriptor().lease();
  }

  Directory directory() {
    return replacement.directory();
  }

  int descriptor() {
    return held.number();
  }

  boolean isLive() {
    return failure == null;
  }

  Optional<PosixException> failure() {
    return Optional.ofNullable(failure);
  }

  /** Writes the content to a temporary file, and waits for the disk when told. */
  void stage(boolean sync) {
    if (!FileNames.isName(replacement.name())) {
      fail(Errno.EINVAL.number(), "openat");
      return;
    }
    int file = openTemp();
    if (file < 0) {
      fail(-file, "openat");
      return;
    }
    Step failed = fill(file, sync);
    int closed = syscalls.posix().close(file);
    if (failed.result >= 0 && closed < 0) {
      failed = new Step("close", closed); // the disk may say here that it could not take the data
    }
    if (failed.result < 0) {
      discard(-failed.result, failed.call);
    }
  }

  /**
   * Asks for errors of writing the data, which is on the disk already; costs no wait. An error that
   * nobody was told of is told to the next one who opens the file.
   */
  void confirmWritten() {
    int flags = Posix.O_RDONLY | syscalls.posix().noFollow();
    int file = syscalls.open(held.number(), tempName, flags, 0);
    if (file < 0) {
      discard(-file, "openat");
      return;
    }
    int result =
        Syscalls.again(() -> syscalls.posix().syncFileRange(file, Posix.SYNC_FILE_RANGE_WAIT));
    syscalls.posix().close(file);
    failUnless(result, "sync_file_range");
  }

  /** Puts the temporary file in the target's place. */
  void publish() {
    int result = syscalls.rename(held.number(), tempName, targetName());
    if (result < 0) {
      discard(-result, "renameat");
    }
  }

  /**
   * Puts the temporary file in the target's place unless somebody has the old file open. While it
   * is renamed, a lease makes those wait who open the old file, so nobody sees it change.
   *
   * <p>Where the system grants no lease (a file of someone else, a network file system), it is
   * renamed without one.
   *
   * @return false where somebody reads the old file, and nothing was done
   */
  boolean publishUnlessRead() {
    int flags = Posix.O_RDONLY | Posix.O_NONBLOCK | Posix.O_NOCTTY | syscalls.posix().noFollow();
    int old = syscalls.open(held.number(), targetName(), flags, 0);
    if (old < 0) {
      publish();
      return true;
    }
    try {
      if (Errno.EAGAIN.is(-lease(old))) {
        return false;
      }
      publish();
      return true;
    } finally {
      syscalls.posix().close(old); // which ends the lease
    }
  }

  /**
   * Those who open a leased file cause a signal; without the first call it would be a deadly one.
   */
  private int lease(int file) {
    Posix posix = syscalls.posix();
    int result = posix.fcntl(file, Posix.F_SETSIG, Posix.SIGURG);
    return result < 0 ? result : posix.fcntl(file, Posix.F_SETLEASE, Posix.F_WRLCK);
  }

  /** Gives the temporary file its name unless someone has that name. */
  void publishIfAbsent() {
    if (!isLive()) {
      return;
    }
    int dir = held.number();
    Posix posix = syscalls.posix();
    int flags = Posix.RENAME_NOREPLACE;
    int result = Syscalls.again(() -> posix.renameat2(dir, tempName, dir, targetName(), flags));
    if (Errno.EINVAL.is(-result) || Errno.ENOSYS.is(-result)) { // not on this file system
      result = Syscalls.again(() -> posix.linkat(dir, tempName, dir, targetName(), 0));
      if (result >= 0) {
        syscalls.unlink(dir, tempName);
      }
      failUnless(result, "linkat");
    } else {
      failUnless(result, "renameat2");
    }
  }

  private void failUnless(int result, String call) {
    if (result < 0) {
      discard(-result, call);
    }
  }

  /** Removes the temporary file and remembers why. */
  void discard(int errno, String call) {
    fail(errno, call);
    syscalls.unlink(held.number(), tempName); // should this fail too, the next run removes it
  }

  /** The target is new, but the disk may not know it yet. */
  void failAfterPublish(int errno, String call) {
    failure = Syscalls.failure(errno, call, directory().path(), "");
  }

  @Override
  public void close() {
    held.close();
  }

  private void fail(int errno, String call) {
    failure = Syscalls.failure(errno, call, directory().path(), replacement.name());
  }

  private byte[] targetName() {
    return FileNames.terminated(replacement.name());
  }

  private int openTemp() {
    int flags = Posix.O_WRONLY | Posix.O_CREAT | Posix.O_EXCL | syscalls.posix().noFollow();
    int opened = -Errno.EEXIST.number();
    for (int i = 0; i < NAME_TRIES && Errno.EEXIST.is(-opened); i++) {
      tempName = names.next(replacement.name());
      opened = syscalls.open(held.number(), tempName, flags, replacement.mode());
    }
    return opened;
  }

  private Step fill(int file, boolean sync) {
    Step step = own(file);
    if (step.result >= 0) {
      step = new Step("write", syscalls.writeFully(file, replacement.content()));
    }
    if (step.result >= 0 && sync) {
      step = new Step("fsync", syscalls.fsync(file));
    }
    return step;
  }

  /** Owner, group and mode before the first byte; mostly they are right as the file was made. */
  private Step own(int file) {
    byte[] buffer = new byte[Posix.STATX_SIZE];
    int result = syscalls.statx(file, new byte[1], Posix.AT_EMPTY_PATH, buffer);
    if (result < 0) {
      return new Step("statx", result);
    }
    Statx made = new Statx(buffer);
    int owner = replacement.owner().orElse(uid);
    int gid = replacement.group().orElse(made.gid());
    if (made.uid() != owner || made.gid() != gid) {
      result = Syscalls.again(() -> syscalls.posix().fchown(file, owner, gid));
      if (result < 0) {
        return new Step("fchown", result);
      }
    }
    if (made.mode() != replacement.mode()) { // the process's umask, or an ACL of the directory
      result = Syscalls.again(() -> syscalls.posix().fchmod(file, replacement.mode()));
    }
    return new Step("fchmod", result);
  }

  /** What was done last, and what came of it: negative when it failed. */
  private record Step(String call, int result) {}
}
