package org.credmint.os;

import java.nio.charset.StandardCharsets;

/**
 * Which of inotify's watches is which of the caller's keys. Its lock also covers the calls that
 * make and remove watches: the first event of a new watch may be read before its number is known
 * here.
 */
final class WatchTable {

  private final Posix posix;
  private final int inotify;
  private final IntMap keyOfWatch = new IntMap();
  private final IntMap watchOfKey = new IntMap(); // keys are raised by one, since 0 is none
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
    int before = watchOfKey.get(key + 1);
    if (before != watch) {
      remove(key);
      int otherKey = keyOfWatch.get(watch);
      if (otherKey != IntMap.ABSENT) {
        watchOfKey.remove(otherKey + 1);
      }
      keyOfWatch.put(watch, key);
      watchOfKey.put(key + 1, watch);
    }
    return true;
  }

  synchronized void remove(int key) {
    int watch = watchOfKey.remove(key + 1);
    if (watch != IntMap.ABSENT) {
      keyOfWatch.remove(watch);
      if (!closed) {
        posix.inotifyRemoveWatch(inotify, watch);
      }
    }
  }

  /** Drops a watch whose directory is gone; returns its key once. */
  synchronized int forget(int watch, boolean isStillWatched) {
    int key = keyOfWatch.remove(watch);
    if (key != IntMap.ABSENT) {
      watchOfKey.remove(key + 1);
      if (isStillWatched && !closed) {
        posix.inotifyRemoveWatch(inotify, watch);
      }
    }
    return key;
  }

  synchronized int key(int watch) {
    return keyOfWatch.get(watch);
  }

  synchronized int size() {
    return keyOfWatch.size();
  }

  /** Grants no more; the descriptor may be closed after this. */
  synchronized void close() {
    closed = true;
  }
}
