// SPDX-License-Identifier: Apache-2.0
package org.credmint.os.libc;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.util.Arrays;

/**
 * The real system: libc by JNA's direct mapping. Only arguments of plain numbers and arrays are
 * used, so that a call costs well under a microsecond and allocates nothing outside the heap; the
 * questions about accounts are the exception. libc's names are looked up in the process itself.
 * Only 64-bit Linux is known: {@code long}, {@code size_t} and pointers have 64 bits.
 */
public final class LibC implements Posix {

  private final Processor processor;

  public LibC() {
    this.processor = Processor.current();
  }

  @Override
  public int noFollow() {
    return processor.noFollow();
  }

  @Override
  public int directory() {
    return processor.directory();
  }

  @Override
  public int openat(int directory, byte[] path, int flags, int mode) {
    return orErrno(LibCBindings.openat(directory, path, flags, mode));
  }

  @Override
  public int close(int descriptor) {
    return orErrno(LibCBindings.close(descriptor));
  }

  @Override
  public int read(int descriptor, byte[] buffer, int count) {
    return orErrno(LibCBindings.read(descriptor, buffer, count));
  }

  @Override
  public int write(int descriptor, byte[] bytes, int offset, int count) {
    if (offset == 0) {
      return orErrno(LibCBindings.write(descriptor, bytes, count));
    }
    byte[] rest = Arrays.copyOfRange(bytes, offset, offset + count);
    int written = orErrno(LibCBindings.write(descriptor, rest, count));
    Arrays.fill(rest, (byte) 0);
    return written;
  }

  @Override
  public int pread(int descriptor, byte[] buffer, int count, long offset) {
    return orErrno(LibCBindings.pread(descriptor, buffer, count, offset));
  }

  @Override
  public int fsync(int descriptor) {
    return orErrno(LibCBindings.fsync(descriptor));
  }

  @Override
  public int fdatasync(int descriptor) {
    return orErrno(LibCBindings.fdatasync(descriptor));
  }

  @Override
  public int syncfs(int descriptor) {
    return orErrno(LibCBindings.syncfs(descriptor));
  }

  @Override
  public int syncFileRange(int descriptor, int flags) {
    return orErrno(LibCBindings.sync_file_range(descriptor, 0, 0, flags));
  }

  @Override
  public int fchmod(int descriptor, int mode) {
    return orErrno(LibCBindings.fchmod(descriptor, mode));
  }

  @Override
  public int fchown(int descriptor, int uid, int gid) {
    return orErrno(LibCBindings.fchown(descriptor, uid, gid));
  }

  @Override
  public int ftruncate(int descriptor, long length) {
    return orErrno(LibCBindings.ftruncate(descriptor, length));
  }

  @Override
  public int flock(int descriptor, int operation) {
    return orErrno(LibCBindings.flock(descriptor, operation));
  }

  @Override
  public int fcntl(int descriptor, int command, int argument) {
    return orErrno(LibCBindings.fcntl(descriptor, command, argument));
  }

  @Override
  public int statx(int directory, byte[] path, int flags, int mask, byte[] result) {
    return orErrno(LibCBindings.statx(directory, path, flags, mask, result));
  }

  @Override
  public int renameat(int fromDirectory, byte[] from, int toDirectory, byte[] to) {
    return orErrno(LibCBindings.renameat(fromDirectory, from, toDirectory, to));
  }

  @Override
  public int renameat2(int fromDirectory, byte[] from, int toDirectory, byte[] to, int flags) {
    return orErrno(LibCBindings.renameat2(fromDirectory, from, toDirectory, to, flags));
  }

  @Override
  public int linkat(int fromDirectory, byte[] from, int toDirectory, byte[] to, int flags) {
    return orErrno(LibCBindings.linkat(fromDirectory, from, toDirectory, to, flags));
  }

  @Override
  public int unlinkat(int directory, byte[] path, int flags) {
    return orErrno(LibCBindings.unlinkat(directory, path, flags));
  }

  @Override
  public int mkdirat(int directory, byte[] path, int mode) {
    return orErrno(LibCBindings.mkdirat(directory, path, mode));
  }

  @Override
  public int getdents64(int descriptor, byte[] buffer) {
    // glibc has a function of this name from 2.30 on only
    return orErrno(
        LibCBindings.syscall(processor.getdents64(), descriptor, buffer, (long) buffer.length));
  }

  @Override
  public int inotifyInit(int flags) {
    return orErrno(LibCBindings.inotify_init1(flags));
  }

  @Override
  public int inotifyAddWatch(int descriptor, byte[] path, int mask) {
    return orErrno(LibCBindings.inotify_add_watch(descriptor, path, mask));
  }

  @Override
  public int inotifyRemoveWatch(int descriptor, int watch) {
    return orErrno(LibCBindings.inotify_rm_watch(descriptor, watch));
  }

  @Override
  public int eventfd(int initial, int flags) {
    return orErrno(LibCBindings.eventfd(initial, flags));
  }

  @Override
  public int poll(byte[] pollfds, int count, int timeoutMillis) {
    return orErrno(LibCBindings.poll(pollfds, count, timeoutMillis));
  }

  @Override
  public int dup3(int from, int to, int flags) {
    return orErrno(LibCBindings.dup3(from, to, flags));
  }

  @Override
  public int sigaction(int signal, long handler, int flags) {
    return orErrno(LibCBindings.sigaction(signal, SignalAction.bytes(handler, flags), 0));
  }

  @Override
  public long addressOf(String function) {
    return Pointer.nativeValue(NativeLibrary.getProcess().getFunction(function));
  }

  @Override
  public int kill(long pid, int signal) {
    return orErrno(LibCBindings.kill(Math.toIntExact(pid), signal));
  }

  @Override
  public int umask(int mask) {
    return LibCBindings.umask(mask);
  }

  @Override
  public int prctl(int option, long value) {
    return orErrno(LibCBindings.prctl(option, value, 0, 0, 0));
  }

  @Override
  public int getuid() {
    return LibCBindings.getuid();
  }

  @Override
  public int account(byte[] name, int[] ids) {
    return AccountDatabase.account(name, ids);
  }

  @Override
  public int groupList(byte[] account, int group, int[] groups) {
    return AccountDatabase.groupList(account, group, groups);
  }

  @Override
  public int groupName(int group, byte[] name) {
    return AccountDatabase.groupName(group, name);
  }

  @Override
  public int group(byte[] name, int[] id) {
    return AccountDatabase.group(name, id);
  }

  @Override
  public int geteuid() {
    return LibCBindings.geteuid();
  }

  @Override
  public int getgid() {
    return LibCBindings.getgid();
  }

  @Override
  public int getegid() {
    return LibCBindings.getegid();
  }

  @Override
  public int getgroups(int[] groups) {
    return orErrno(LibCBindings.getgroups(groups.length, groups));
  }

  private static int orErrno(long result) {
    return result < 0 ? -Native.getLastError() : (int) result;
  }
}
