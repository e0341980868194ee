// SPDX-License-Identifier: Apache-2.0
package org.credmint.os;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.credmint.os.file.AppendFile;
import org.credmint.os.file.Directory;
import org.credmint.os.file.DurableBatch;
import org.credmint.os.file.Publishing;
import org.credmint.os.file.TailFile;
import org.credmint.os.file.TempNames;
import org.credmint.os.file.UnfitFileException;
import org.credmint.os.libc.LibC;
import org.credmint.os.libc.Posix;
import org.credmint.os.libc.PosixException;
import org.credmint.os.libc.Syscalls;
import org.credmint.os.process.Accounts;
import org.credmint.os.process.Accounts.Account;
import org.credmint.os.process.Commands;
import org.credmint.os.process.Confinement;
import org.credmint.os.process.ProcessIdentity;
import org.credmint.os.process.Signals;
import org.credmint.os.watch.Watch;
import org.credmint.os.watch.WatchEvent;

/**
 * The operating system, for all rooms above: makes every other object of this room around one way
 * to libc. Safe for use by several threads.
 */
public final class Host {

  private static final int KILL = 9;
  private static final Path PROC = Path.of("/proc");
  private static final Pattern RELEASE = Pattern.compile("(\\d{1,6})\\.(\\d{1,6})");

  private final Posix posix;
  private final Syscalls syscalls;
  private final TempNames tempNames = new TempNames(new SecureRandom()::nextLong);

  Host(Posix posix) {
    this.posix = posix;
    this.syscalls = new Syscalls(posix);
  }

  /**
   * The machine this process runs on.
   *
   * @return the door
   * @throws UnsupportedOperationException on anything but Linux on x86-64, aarch64 or ppc64le
   */
  public static Host create() {
    return new Host(new LibC());
  }

  /**
   * Opens a directory. Links on the way to it are followed; a link in the last place is refused
   * with ENOTDIR.
   *
   * @param path where it is
   * @return the open directory, to be closed by the caller
   * @throws PosixException when it is not there, not a directory, or may not be read
   */
  public Directory openDirectory(Path path) throws PosixException {
    return Directory.open(syscalls, path, false);
  }

  /**
   * Opens a directory whose path may end in a symbolic link, because an administrator put it there.
   *
   * @param path where it is
   * @return the open directory, to be closed by the caller
   * @throws PosixException when it is not there, not a directory, or may not be read
   */
  public Directory openDirectoryFollowingLink(Path path) throws PosixException {
    return Directory.open(syscalls, path, true);
  }

  /**
   * What writes files durably.
   *
   * @return a writer for all directories and threads
   */
  public DurableBatch durableBatch() {
    return durableBatch(Publishing.atOnce());
  }

  /**
   * What writes files durably, and replaces none while somebody reads it: the change time of a file
   * that is open elsewhere stays as it is. The targets of a batch must differ. It waits for readers
   * a few seconds at most, and not at all where the file system grants no leases (fcntl(2),
   * F_SETLEASE).
   *
   * @return a writer for all directories and threads
   */
  public DurableBatch durableBatchThatAwaitsReaders() {
    return durableBatch(Publishing.whenUnread());
  }

  private DurableBatch durableBatch(Publishing publishing) {
    boolean syncfsIsSilent = isBefore(5, 8, System.getProperty("os.version", ""));
    return new DurableBatch(syscalls, tempNames, syncfsIsSilent, publishing);
  }

  /** Compares a kernel's release such as {@code 4.18.0-553.el8}; one that cannot be read is old. */
  static boolean isBefore(int major, int minor, String release) {
    Matcher numbers = RELEASE.matcher(release);
    if (!numbers.lookingAt()) {
      return true;
    }
    int itsMajor = Integer.parseInt(numbers.group(1));
    return itsMajor < major || (itsMajor == major && Integer.parseInt(numbers.group(2)) < minor);
  }

  /**
   * Opens a file to add to, making it when it is missing.
   *
   * @param path where it is; a link in the last place is refused with ELOOP
   * @param mode the permission bits of a new file, whatever the umask; those of an old one stay
   * @return the open file, to be closed by the caller
   * @throws PosixException when it cannot be opened, or is neither a regular file nor a device
   */
  public AppendFile openAppendFile(Path path, int mode) throws PosixException {
    return AppendFile.open(syscalls, path, mode);
  }

  /**
   * Opens a file to read while another process adds to it.
   *
   * @param path where it is; a link in the last place is refused
   * @return the open file, to be closed by the caller
   * @throws UnfitFileException when it is not a regular file
   * @throws PosixException when it is not there or cannot be read
   */
  public TailFile openTailFile(Path path) throws PosixException {
    return TailFile.open(syscalls, path);
  }

  /**
   * What runs other programs.
   *
   * @return a runner for all threads
   */
  public Commands commands() {
    return new Commands(group -> posix.kill(-group, KILL));
  }

  /**
   * What runs programs that are not trusted with what the daemon may do.
   *
   * @param account the account that they run as; empty for the daemon's own
   */
  public Confinement confinement(Optional<Account> account) {
    return new Confinement(commands(), account);
  }

  /**
   * Who this process is.
   *
   * @return its identity
   */
  public ProcessIdentity identity() {
    return new ProcessIdentity(posix, PROC);
  }

  /**
   * What the system tells of accounts.
   *
   * @return a directory of accounts for all threads
   */
  public Accounts accounts() {
    return new Accounts(posix);
  }

  /**
   * Takes the signals: HUP calls {@code onHangup}, TERM, INT and QUIT call {@code onStop}. Each
   * call may stand for several signals, and comes on a thread of its own: hand it on and return. To
   * be called once, before anything tells others this process's number.
   *
   * <p>QUIT needs descriptor 3, which the launcher keeps free and says so by {@code
   * -Dcredmint.quit.fd=3}; without it QUIT ends the process at once.
   *
   * @param onHangup look again
   * @param onStop end the program; called once, or many times where descriptor 3 is not free
   * @return what an administrator should know, in words; empty when all is as it should be
   */
  public List<String> installSignals(Runnable onHangup, Runnable onStop) {
    return Signals.install(posix, PROC, onHangup, onStop);
  }

  /**
   * Begins to tell of changes in directories.
   *
   * @param filter which names are worth an event
   * @param listener takes the events, on the watch's own thread; it must not throw
   * @return a watch without directories, to be closed by the caller
   * @throws PosixException when the system grants none (see fs.inotify.max_user_instances)
   */
  public Watch watch(Watch.NameFilter filter, Consumer<WatchEvent> listener) throws PosixException {
    return Watch.open(posix, filter, listener);
  }
}
