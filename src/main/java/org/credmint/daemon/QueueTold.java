package org.credmint.daemon;

import java.util.HashSet;
import java.util.Set;
import org.credmint.event.Event;
import org.credmint.event.Journal;
import org.credmint.queue.AskedInVain;
import org.credmint.queue.Reading;

/** Tells what lasts of the job queue's troubles once, not at each look. */
final class QueueTold {
  /** Users can invent names; whoever sees so many looks at the queue himself. */
  static final int MOST_NAMES = 64;

  private final Journal journal;
  private final Set<String> askedInVain = new HashSet<>();
  private boolean moreTold;
  private String unreadable = "";

  QueueTold(Journal journal) {
    this.journal = journal;
  }

  void unreadable(String reason) {
    if (!reason.equals(unreadable)) {
      journal.record(new Event.QueueUnreadable(reason));
    }
    unreadable = reason;
  }

  /**
   * It could be read.
   *
   * @param providers those that issue for jobs
   */
  void read(Reading.Changes changes, Set<String> providers) {
    if (!unreadable.isEmpty()) {
      journal.record(new Event.QueueReadable());
    }
    unreadable = "";
    changes.oddities().forEach(what -> journal.record(new Event.QueueOddity(what)));
    askedInVain.removeAll(providers);
    moreTold &= isFull();
    changes.askedInVain().forEach(this::tell);
  }

  private void tell(AskedInVain one) {
    if (askedInVain.contains(one.provider())) {
      return;
    }
    if (!isFull()) {
      askedInVain.add(one.provider());
      journal.record(new Event.JobAskedInVain(one.provider(), one.job(), one.user()));
    } else if (!moreTold) {
      moreTold = true;
      journal.record(new Event.MoreAskedInVain(MOST_NAMES));
    }
  }

  private boolean isFull() {
    return askedInVain.size() >= MOST_NAMES;
  }
}
