// SPDX-License-Identifier: Apache-2.0
package org.credmint.daemon;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.credmint.directory.DirectoryWatchListener;
import org.credmint.directory.DirectoryWatchRegistry;
import org.credmint.event.DirectoryEvent;
import org.credmint.event.Event;
import org.credmint.htcondor.CredentialFileNames;
import org.credmint.os.Host;
import org.credmint.os.file.Directory;
import org.credmint.os.libc.PosixException;
import org.credmint.os.watch.Watch;
import org.credmint.os.watch.WatchEvent;
import org.jspecify.annotations.Nullable;

/**
 * Has directories watched, and tells the sources of demand of changes. Where the system grants no
 * watch, the scan finds the change later; that is told once.
 */
final class Watcher implements DirectoryWatchRegistry, AutoCloseable {
  private static final int TOP_KEY = 0;
  private static final int QUEUE_KEY = 1;
  private static final int FIRST_USER_KEY = 2;
  private static final byte[] TOP = CredentialFileNames.TOP.getBytes(StandardCharsets.US_ASCII);
  private static final byte[] USE = CredentialFileNames.USE.getBytes(StandardCharsets.US_ASCII);

  private final Consumer<Event> journal;
  private final @Nullable Watch watch;
  private volatile boolean limitTold;
  private final Set<String> queueLogs = ConcurrentHashMap.newKeySet();

  private volatile @Nullable Listeners listeners;

  private record Listeners(DirectoryWatchListener directories, Runnable queue) {}

  /**
   * A watcher that watches nothing yet.
   *
   * @param journal is told where the system grants too few watches
   */
  Watcher(Host host, Consumer<Event> journal) {
    this.journal = journal;
    this.watch = open(host);
  }

  /**
   * Watches the credential directory, and users' directories as they are added.
   *
   * @param listener is told what changes in them
   * @param queueListener is told when a job queue log is written to
   */
  void start(Directory top, DirectoryWatchListener listener, Runnable queueListener) {
    listeners = new Listeners(listener, queueListener);
    grant(granted -> granted.add(top, TOP_KEY));
  }

  private @Nullable Watch open(Host host) {
    try {
      return host.watch(Watcher::isTelling, this::pass);
    } catch (PosixException e) {
      degraded(new DirectoryEvent.DirectoriesNotWatched(String.valueOf(e.getMessage())));
      return null;
    }
  }

  @Override
  public boolean add(Directory directory, int key) {
    return grant(watch -> watch.addForWholeFiles(directory, key + FIRST_USER_KEY));
  }

  /** Also tells when a file of this name is written to in this directory, or put there. */
  void followQueue(Directory spool, String log) {
    queueLogs.add(log);
    if (watch != null) {
      watch.addWithWrites(spool, QUEUE_KEY);
    }
  }

  private boolean grant(Predicate<Watch> asked) {
    if (watch == null) {
      return false;
    }
    boolean granted = asked.test(watch);
    if (!granted && !limitTold) {
      limitTold = true;
      degraded(new DirectoryEvent.WatchLimitReached(watch.size()));
    }
    return granted;
  }

  private void degraded(Event what) {
    limitTold = true;
    journal.accept(what);
  }

  /**
   * Which names are worth a look: not our own temporary files, and files for jobs only where they
   * vanish, since it is us who write them; those of jobs come and go by the thousand, and are
   * compared each minute. A user whose name begins with a dot, or ends like a mark, is found by the
   * scan.
   */
  private static boolean isTelling(WatchEvent.Kind kind, byte[] buffer, int offset, int length) {
    if (endsWith(USE, buffer, offset, length)) {
      return kind == WatchEvent.Kind.REMOVED && !isOfJob(buffer, offset, length);
    }
    boolean isTemporary = buffer[offset] == '.' && !endsWith(TOP, buffer, offset, length);
    return !isTemporary;
  }

  /** Whether a number, or two with a dot between, stand between an underscore and the suffix. */
  private static boolean isOfJob(byte[] buffer, int offset, int length) {
    int at = offset + length - USE.length - 1;
    int digits = 0;
    while (at > offset && isOfNumber(buffer[at])) {
      at--;
      digits++;
    }
    return digits > 0 && buffer[at] == '_';
  }

  private static boolean isOfNumber(byte b) {
    return b == '.' || (b >= '0' && b <= '9');
  }

  private static boolean endsWith(byte[] suffix, byte[] buffer, int offset, int length) {
    if (length < suffix.length) {
      return false;
    }
    int start = offset + length - suffix.length;
    for (int i = 0; i < suffix.length; i++) {
      if (buffer[start + i] != suffix[i]) {
        return false;
      }
    }
    return true;
  }

  private void pass(WatchEvent event) {
    Listeners told = listeners;
    if (told != null) {
      pass(event, told);
    }
  }

  private void pass(WatchEvent event, Listeners told) {
    boolean ended = event.kind() == WatchEvent.Kind.DIRECTORY_GONE;
    if (event.kind() == WatchEvent.Kind.OVERFLOW) {
      told.directories().changesLost();
      told.queue().run();
    } else if (event.key() == QUEUE_KEY) {
      if (queueLogs.contains(event.name())) {
        told.queue().run();
      }
    } else if (event.key() != TOP_KEY) {
      told.directories().directoryChanged(event.key() - FIRST_USER_KEY, ended);
    } else if (CredentialFileNames.isUser(event.name())
        && !CredentialFileNames.isMark(event.name())) {
      told.directories().userChanged(event.name());
    }
  }

  @Override
  public void close() {
    if (watch != null) {
      watch.close();
    }
  }
}
