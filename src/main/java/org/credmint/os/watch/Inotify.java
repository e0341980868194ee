// SPDX-License-Identifier: Apache-2.0
package org.credmint.os.watch;

/** The events of inotify(7), as sets of bits. */
final class Inotify {
  static final int MODIFIED = 0x2; // IN_MODIFY
  static final int OVERFLOW = 0x4000; // IN_Q_OVERFLOW
  static final int MOVED_SELF = 0x800; // IN_MOVE_SELF

  private static final int IN_CLOSE_WRITE = 0x8;
  private static final int IN_MOVED_FROM = 0x40;
  private static final int IN_MOVED_TO = 0x80;
  private static final int IN_CREATE = 0x100;
  private static final int IN_DELETE = 0x200;
  private static final int IN_DELETE_SELF = 0x400;
  private static final int IN_UNMOUNT = 0x2000;
  private static final int IN_IGNORED = 0x8000;
  private static final int IN_ONLYDIR = 0x0100_0000;

  static final int MADE = IN_CREATE | IN_MOVED_TO | IN_CLOSE_WRITE;
  static final int REMOVED = IN_DELETE | IN_MOVED_FROM;
  static final int WHOLE_FILES = IN_CLOSE_WRITE | IN_MOVED_TO | IN_DELETE;
  static final int GONE = IN_DELETE_SELF | MOVED_SELF | IN_UNMOUNT | IN_IGNORED;
  static final int ALWAYS = IN_DELETE_SELF | MOVED_SELF | IN_ONLYDIR;

  private Inotify() {}
}
