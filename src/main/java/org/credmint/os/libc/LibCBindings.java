// SPDX-License-Identifier: Apache-2.0
package org.credmint.os.libc;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;

/** The C prototypes behind {@link LibC}; JNA binds each to the function of the same name. */
@SuppressWarnings({"MemberName", "unused"})
final class LibCBindings {

  static {
    Native.register(LibCBindings.class, NativeLibrary.getProcess());
  }

  private LibCBindings() {}

  static native int openat(int directory, byte[] path, int flags, int mode);

  static native int close(int descriptor);

  static native long read(int descriptor, byte[] buffer, long count);

  static native long write(int descriptor, byte[] bytes, long count);

  static native long pread(int descriptor, byte[] buffer, long count, long offset);

  static native int fsync(int descriptor);

  static native int fdatasync(int descriptor);

  static native int syncfs(int descriptor);

  static native int sync_file_range(int descriptor, long offset, long count, int flags);

  static native int fchmod(int descriptor, int mode);

  static native int fchown(int descriptor, int uid, int gid);

  static native int ftruncate(int descriptor, long length);

  static native int flock(int descriptor, int operation);

  static native int fcntl(int descriptor, int command, long argument);

  static native int statx(int directory, byte[] path, int flags, int mask, byte[] result);

  static native int renameat(int fromDirectory, byte[] from, int toDirectory, byte[] to);

  static native int renameat2(
      int fromDirectory, byte[] from, int toDirectory, byte[] to, int flags);

  static native int linkat(int fromDirectory, byte[] from, int toDirectory, byte[] to, int flags);

  static native int unlinkat(int directory, byte[] path, int flags);

  static native int mkdirat(int directory, byte[] path, int mode);

  static native long syscall(long number, long descriptor, byte[] buffer, long size);

  static native int inotify_init1(int flags);

  static native int inotify_add_watch(int descriptor, byte[] path, int mask);

  static native int inotify_rm_watch(int descriptor, int watch);

  static native int eventfd(int initial, int flags);

  static native int poll(byte[] pollfds, long count, int timeoutMillis);

  static native int dup3(int from, int to, int flags);

  static native int sigaction(int signal, byte[] action, long oldAction);

  static native int kill(int pid, int signal);

  static native int umask(int mask);

  static native int prctl(int option, long value, long third, long fourth, long fifth);

  static native int getuid();

  static native int geteuid();

  static native int getpwnam_r(byte[] name, Pointer entry, Pointer texts, long size, Pointer found);

  static native int getgrouplist(byte[] account, int group, int[] groups, int[] count);

  static native int getgrgid_r(int group, Pointer entry, Pointer texts, long size, Pointer found);

  static native int getgrnam_r(byte[] name, Pointer entry, Pointer texts, long size, Pointer found);

  static native int getgid();

  static native int getegid();

  static native int getgroups(int size, int[] groups);
}
