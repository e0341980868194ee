// SPDX-License-Identifier: Apache-2.0
package org.credmint.os.libc;

/**
 * The system calls this program makes, and the only way to them. Each returns what the call
 * returned, or the negative error number; none throws. An interrupted call returns {@code -EINTR}:
 * {@link Syscalls} tries again.
 *
 * <p>Paths are bytes ended by a zero byte. Flags are named as in the manual pages; those that
 * differ between processors come from {@link #noFollow} and {@link #directory}.
 */
public interface Posix {

  int AT_FDCWD = -100;
  int AT_SYMLINK_NOFOLLOW = 0x100;
  int AT_EMPTY_PATH = 0x1000;

  int O_RDONLY = 0;
  int O_WRONLY = 1;
  int O_CREAT = 0100;
  int O_EXCL = 0200;
  int O_NOCTTY = 0400;
  int O_APPEND = 02000;
  int O_NONBLOCK = 04000;
  int O_CLOEXEC = 02000000;

  int LOCK_EX = 2;
  int LOCK_NB = 4;

  int RENAME_NOREPLACE = 1;

  int F_SETSIG = 10;
  int F_SETLEASE = 1024;
  int F_WRLCK = 1;

  /** Ignored by default. */
  int SIGURG = 23;

  /** SYNC_FILE_RANGE_WAIT_BEFORE, which waits for what is being written and starts nothing. */
  int SYNC_FILE_RANGE_WAIT = 1;

  int STATX_BASIC_STATS = 0x7ff;
  int STATX_SIZE = 256;

  /** O_NOFOLLOW, which differs between processors. */
  int noFollow();

  /** O_DIRECTORY, which differs between processors. */
  int directory();

  int openat(int directory, byte[] path, int flags, int mode);

  int close(int descriptor);

  /** Reads into the start of the buffer. */
  int read(int descriptor, byte[] buffer, int count);

  /** Reads into the start of the buffer from a place in the file. */
  int pread(int descriptor, byte[] buffer, int count, long offset);

  int write(int descriptor, byte[] bytes, int offset, int count);

  int fsync(int descriptor);

  int fdatasync(int descriptor);

  int syncfs(int descriptor);

  /** Over the whole file. */
  int syncFileRange(int descriptor, int flags);

  int fchmod(int descriptor, int mode);

  int fchown(int descriptor, int uid, int gid);

  int ftruncate(int descriptor, long length);

  int flock(int descriptor, int operation);

  int fcntl(int descriptor, int command, int argument);

  int statx(int directory, byte[] path, int flags, int mask, byte[] result);

  int renameat(int fromDirectory, byte[] from, int toDirectory, byte[] to);

  int renameat2(int fromDirectory, byte[] from, int toDirectory, byte[] to, int flags);

  int linkat(int fromDirectory, byte[] from, int toDirectory, byte[] to, int flags);

  int unlinkat(int directory, byte[] path, int flags);

  int mkdirat(int directory, byte[] path, int mode);

  /** Fills the buffer with {@code struct linux_dirent64} and returns how many bytes. */
  int getdents64(int descriptor, byte[] buffer);

  int inotifyInit(int flags);

  int inotifyAddWatch(int descriptor, byte[] path, int mask);

  int inotifyRemoveWatch(int descriptor, int watch);

  int eventfd(int initial, int flags);

  /** {@code pollfds} holds {@code struct pollfd}s; a negative time-out waits for ever. */
  int poll(byte[] pollfds, int count, int timeoutMillis);

  int dup3(int from, int to, int flags);

  /**
   * Sets a signal's disposition.
   *
   * @param handler an address in libc, or 0 for the default, or 1 to ignore
   */
  int sigaction(int signal, long handler, int flags);

  /** The address of a function of libc. */
  long addressOf(String function);

  int kill(long pid, int signal);

  int umask(int mask);

  int prctl(int option, long value);

  int getuid();

  int geteuid();

  /**
   * getpwnam_r(3): puts the user id and the group id of an account into the array.
   *
   * @return 1, or 0 where there is no such account
   */
  int account(byte[] name, int[] ids);

  /**
   * getgrouplist(3): fills the array with the ids of an account's groups, {@code group} among them.
   *
   * @return how many there are; the array holds none where it is too short for all
   */
  int groupList(byte[] account, int group, int[] groups);

  /**
   * getgrgid_r(3): puts a group's name into the array.
   *
   * @return its length, or 0 where there is no such group
   */
  int groupName(int group, byte[] name);

  /**
   * getgrnam_r(3): puts the id of a group into the array.
   *
   * @return 1, or 0 where there is no such group
   */
  int group(byte[] name, int[] id);

  int getgid();

  int getegid();

  /** Fills the array with group ids and returns how many; an empty array only asks how many. */
  int getgroups(int[] groups);
}
