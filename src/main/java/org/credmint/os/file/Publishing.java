// SPDX-License-Identifier: Apache-2.0
package org.credmint.os.file;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * How the staged files of a batch are put in the place of their targets: at once, or each in a
 * moment when nobody has the old file open.
 *
 * @param readerPause waits a moment for those who read an old file; empty for at once
 */
public record Publishing(Optional<Runnable> readerPause) {

  /**
   * Two seconds and more for a whole batch. A reader needs microseconds, but a busy machine may
   * take the processor from it in the middle.
   */
  static final int MOST_PAUSES = 4_000;

  private static final long PAUSE_NANOS = 500_000;

  /** For readers who do not mind that the file they read is replaced. */
  public static Publishing atOnce() {
    return new Publishing(Optional.empty());
  }

  /** For readers who must not see the file they read change in any way. */
  public static Publishing whenUnread() {
    return new Publishing(Optional.of(() -> LockSupport.parkNanos(PAUSE_NANOS)));
  }

  /**
   * Publishes all. Those that nobody reads do not wait for the others, whose targets must differ;
   * after {@link #MOST_PAUSES} no reader is waited for any more.
   */
  void publish(List<PendingFile> staged) {
    if (readerPause.isEmpty()) {
      staged.forEach(PendingFile::publish);
      return;
    }
    List<PendingFile> read = unpublished(staged);
    for (int pauses = 0; !read.isEmpty() && pauses < MOST_PAUSES; pauses++) {
      readerPause.get().run();
      read = unpublished(read);
    }
    read.forEach(PendingFile::publish);
  }

  private static List<PendingFile> unpublished(List<PendingFile> files) {
    return files.stream().filter(file -> !file.publishUnlessRead()).toList();
  }
}
