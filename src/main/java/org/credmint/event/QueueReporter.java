// SPDX-License-Identifier: Apache-2.0
package org.credmint.event;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;
import org.credmint.queue.QueueReadResult;
import org.credmint.queue.job.UnservedRequest;
import org.jspecify.annotations.Nullable;

/** Tells what lasts of the job queue's troubles once, not at each look. */
public final class QueueReporter {
  /** Users can invent names; after so many an administrator has to look at the queue anyway. */
  public static final int MOST_NAMES = 64;

  /** A schedd that the master starts with us makes its log within seconds. */
  public static final Duration PATIENCE = Duration.ofMinutes(5);

  private final String schedd;
  private final Journal journal;
  private final LongSupplier nanoTime;
  private final Set<String> askedInVain = new HashSet<>();
  private boolean moreTold;
  private String unreadable = "";
  private @Nullable Path awaited;
  private long awaitedSinceNanos;

  /**
   * A reporter for the queue of one schedd.
   *
   * @param schedd its local name; empty for the one without
   */
  public QueueReporter(String schedd, Journal journal, LongSupplier nanoTime) {
    this.schedd = schedd;
    this.journal = journal;
    this.nanoTime = nanoTime;
  }

  /** It could not be read. */
  public void notRead(QueueReadResult result) {
    if (result instanceof QueueReadResult.NotYet notYet) {
      await(notYet);
    } else if (result instanceof QueueReadResult.Unreadable failed) {
      unreadable(failed.reason());
    }
  }

  private void await(QueueReadResult.NotYet notYet) {
    long now = nanoTime.getAsLong();
    if (!notYet.log().equals(awaited)) {
      awaited = notYet.log();
      awaitedSinceNanos = now;
      journal.record(new JobQueueEvent.QueueLogAwaited(notYet.log()));
    } else if (now - awaitedSinceNanos >= PATIENCE.toNanos()) {
      unreadable(notYet.reason());
    }
  }

  private void unreadable(String reason) {
    if (!reason.equals(unreadable)) {
      journal.record(new JobQueueEvent.QueueUnreadable(schedd, reason));
    }
    unreadable = reason;
  }

  /** It is followed no longer. */
  public void notFollowed() {
    if (!unreadable.isEmpty()) {
      journal.record(new JobQueueEvent.QueueNotFollowed(schedd));
    }
  }

  /**
   * It could be read.
   *
   * @param providers those that issue for jobs
   */
  public void read(QueueReadResult.Changes changes, Set<String> providers) {
    if (!unreadable.isEmpty() || awaited != null) {
      journal.record(new JobQueueEvent.QueueReadable(schedd));
    }
    unreadable = "";
    awaited = null;
    changes.skipped().forEach(what -> journal.record(new JobQueueEvent.QueueRecordsSkipped(what)));
    askedInVain.removeAll(providers);
    moreTold &= isFull();
    changes.unservedRequests().forEach(this::tell);
  }

  private void tell(UnservedRequest one) {
    if (askedInVain.contains(one.provider())) {
      return;
    }
    if (!isFull()) {
      askedInVain.add(one.provider());
      journal.record(
          new JobQueueEvent.UnknownProviderRequested(one.provider(), one.job(), one.user()));
    } else if (!moreTold) {
      moreTold = true;
      journal.record(new JobQueueEvent.MoreUnknownProvidersRequested(MOST_NAMES));
    }
  }

  private boolean isFull() {
    return askedInVain.size() >= MOST_NAMES;
  }
}
