// SPDX-License-Identifier: Apache-2.0
package org.credmint.os.watch;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.credmint.os.file.Directory;
import org.credmint.os.libc.Descriptor;
import org.credmint.os.libc.Errno;
import org.credmint.os.libc.EventDescriptor;
import org.credmint.os.libc.PollSet;
import org.credmint.os.libc.Posix;
import org.credmint.os.libc.PosixException;
import org.credmint.os.libc.Syscalls;
import org.credmint.os.watch.WatchEvent.Kind;

/**
 * Tells of changes in directories, by inotify(7). It is a hint that makes things faster: the system
 * may grant no watch, lose events and say so ({@link Kind#OVERFLOW}), or see nothing of what
 * another machine does on a shared file system.
 *
 * <p>Events come on one thread of its own. Safe for use by several threads.
 */
public final class Watch implements AutoCloseable {

  /** Some hundred events, since all of it is copied at each read. */
  private static final int BUFFER_SIZE = 8_192;

  /**
   * How long to let events gather after a read that held none of interest: whoever writes many
   * files of no interest would otherwise have this thread woken three times for each.
   */
  private static final int REST_MILLIS = 2;

  private static final String NAME = "inotify";

  /** Says which names are worth an event, before anything is made of the bytes. */
  @FunctionalInterface
  public interface NameFilter {

    /**
     * Judges one name. Called on the watch's thread; must not keep or change the buffer.
     *
     * @param kind {@link Kind#CREATED_OR_MOVED_IN}, {@link Kind#WRITTEN} or {@link Kind#REMOVED}
     * @param buffer holds the name
     * @param offset where it begins
     * @param length how many bytes it has, 1 or more
     * @return false to hear nothing of it
     */
    boolean wants(Kind kind, byte[] buffer, int offset, int length);
  }

  private final Posix posix;
  private final WatchTable table;
  private final EventDecoder decoder;
  private final EventDescriptor wake;
  private final int inotify;
  private final Thread thread;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Watch(
      Posix posix, int inotify, int wake, NameFilter filter, Consumer<WatchEvent> listener) {
    this.posix = posix;
    this.inotify = inotify;
    this.wake = new EventDescriptor(posix, wake);
    this.table = new WatchTable(posix, inotify);
    this.decoder = new EventDecoder(table, filter, listener);
    this.thread = new Thread(this::run, NAME);
    this.thread.setDaemon(true);
  }

  /** Begins to listen; see {@code Host.watch}. */
  public static Watch open(Posix posix, NameFilter filter, Consumer<WatchEvent> listener)
      throws PosixException {
    int flags = Posix.O_CLOEXEC | Posix.O_NONBLOCK;
    Path shown = Path.of(NAME);
    int inotify = Syscalls.check(posix.inotifyInit(flags), "inotify_init1", shown, "");
    int wake = posix.eventfd(0, flags);
    if (wake < 0) {
      posix.close(inotify);
      throw Syscalls.failure(-wake, "eventfd", shown, "");
    }
    Watch watch = new Watch(posix, inotify, wake, filter, listener);
    watch.thread.start();
    return watch;
  }

  /**
   * Watches one more directory. It need not stay open; but while it is, its own removal is told
   * only by its parent directory.
   *
   * @param directory what to watch; adding it again gives it the new key
   * @param key the number for its events, 0 or more; a directory that had the key loses it
   * @return false when the system grants no watch (too many, see fs.inotify.max_user_watches) or
   *     the watch is closed
   */
  public boolean add(Directory directory, int key) {
    return add(directory, key, Inotify.MADE | Inotify.REMOVED);
  }

  /**
   * The same, and tells of each write to a file in the directory. For directories with few writers:
   * each of their writes is an event.
   *
   * @param directory what to watch
   * @param key the number for its events, 0 or more
   * @return false when the system grants no watch or the watch is closed
   */
  public boolean addWithWrites(Directory directory, int key) {
    return add(directory, key, Inotify.MADE | Inotify.REMOVED | Inotify.MODIFIED);
  }

  /**
   * The same, but tells only of files that were moved in or closed by their writer, and of removed
   * ones: not of links and directories that are made, nor of what is moved out. A file that is
   * written beside its place and renamed is two events and not four, which with many files shows in
   * the system's time.
   *
   * @param directory what to watch
   * @param key the number for its events, 0 or more
   * @return false when the system grants no watch or the watch is closed
   */
  public boolean addForWholeFiles(Directory directory, int key) {
    return add(directory, key, Inotify.WHOLE_FILES);
  }

  private boolean add(Directory directory, int key, int events) {
    try (Descriptor.Lease held = directory.descriptor().lease()) {
      return table.add(held.number(), key, events | Inotify.ALWAYS);
    }
  }

  /**
   * Watches a directory no more.
   *
   * @param key the number it was added under; one that is not known is ignored
   */
  public void remove(int key) {
    table.remove(key);
  }

  /**
   * How many directories are watched.
   *
   * @return their number
   */
  public int size() {
    return table.size();
  }

  /** Ends the thread and all watches; returns when no event comes any more. */
  @Override
  public void close() {
    if (Thread.currentThread() == thread) {
      throw new IllegalStateException("a watch cannot be closed by its own listener");
    }
    table.close();
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    wake.raise();
    joinThread();
    posix.close(inotify);
    posix.close(wake.number());
  }

  private void joinThread() {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    PollSet poll = new PollSet(inotify, wake.number());
    PollSet end = new PollSet(wake.number());
    byte[] buffer = new byte[BUFFER_SIZE];
    try {
      while (poll.await(posix) >= 0 && !poll.isReady(1)) {
        int filled = Syscalls.again(() -> posix.read(inotify, buffer, buffer.length));
        if (filled < 0 && !Errno.EAGAIN.is(-filled)) {
          return;
        }
        boolean told = decoder.dispatch(buffer, filled);
        if (!told && filled < BUFFER_SIZE / 2) {
          end.await(posix, REST_MILLIS);
        }
      }
    } finally {
      table.close(); // nobody listens any more, so grant no more watches
    }
  }
}
