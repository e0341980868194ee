// SPDX-License-Identifier: Apache-2.0
package org.credmint.os.watch;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.credmint.os.libc.Posix;

/**
 * Which of inotify's watches is which of the caller's keys. Its lock also covers the calls that
 * make and remove watches: the first event of a new watch may be read before its number is known
 * here.
 */
final class WatchTable {

  /** What {@link #key} and {@link #forget} say of a watch that is not there. */
  static final int ABSENT = -1;

  private final Posix posix;
  private final int inotify;
  private final Map<Integer, Integer> keyOfWatch = new HashMap<>();
  private final Map<Integer, Integer> watchOfKey = new HashMap<>();
  private boolean closed;

  WatchTable(Posix posix, int inotify) {
    this.posix = posix;
    this.inotify = inotify;
  }

  synchronized boolean add(int directory, int key, int mask) {
    if (closed) {
      return false;
    }
    // By the open descriptor, so that it is this very directory; the dot makes the path end in a
    // directory and not in a link.
    String path = "/proc/self/fd/" + directory + "/.\0";
    int watch = posix.inotifyAddWatch(inotify, path.getBytes(StandardCharsets.US_ASCII), mask);
    if (watch < 0) {
      return false;
    }
    if (watchOfKey.getOrDefault(key, ABSENT) != watch) {
      remove(key);
      Integer otherKey = keyOfWatch.put(watch, key);
      if (otherKey != null) {
        watchOfKey.remove(otherKey);
      }
      watchOfKey.put(key, watch);
    }
    return true;
  }

  synchronized void remove(int key) {
    Integer watch = watchOfKey.remove(key);
    if (watch != null) {
      keyOfWatch.remove(watch);
      if (!closed) {
        posix.inotifyRemoveWatch(inotify, watch);
      }
    }
  }

  /** Drops a watch whose directory is gone; returns its key once. */
  synchronized int forget(int watch, boolean isStillWatched) {
    Integer key = keyOfWatch.remove(watch);
    if (key != null) {
      watchOfKey.remove(key);
      if (isStillWatched && !closed) {
        posix.inotifyRemoveWatch(inotify, watch);
      }
    }
    return key == null ? ABSENT : key;
  }

  synchronized int key(int watch) {
    return keyOfWatch.getOrDefault(watch, ABSENT);
  }

  synchronized int size() {
    return keyOfWatch.size();
  }

  /** Grants no more; the descriptor may be closed after this. */
  synchronized void close() {
    closed = true;
  }
}
