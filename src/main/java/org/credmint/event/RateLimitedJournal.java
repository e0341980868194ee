// SPDX-License-Identifier: Apache-2.0
package org.credmint.event;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.credmint.event.Event.Failure;

/**
 * Tells the first {@value #TOLD_EACH} failures of a kind one by one, and those that follow within a
 * minute by their number: a full disk fails every credential there is, again and again, and what
 * else happens has to be found in the log. All other events are logged at once.
 */
public final class RateLimitedJournal implements Journal {
  public static final int TOLD_EACH = 20;
  public static final long WINDOW_NANOS = 60_000_000_000L;

  /** Failures of more kinds than this at once count as one kind. */
  private static final int MOST_KINDS = 50;

  private final Journal journal;
  private final LongSupplier nanoTime;
  private final Map<Name, Kind> kinds = new LinkedHashMap<>();

  public RateLimitedJournal(Journal journal, LongSupplier nanoTime) {
    this.journal = journal;
    this.nanoTime = nanoTime;
  }

  private record Name(Class<? extends Failure> what, String kind) {}

  /** The failures of one kind since the first of them. */
  private static final class Kind {
    private final long startNanos;
    private final Failure first;
    private int told;
    private int gathered;
    private Level worst = Level.WARNING;

    private Kind(long startNanos, Failure first) {
      this.startNanos = startNanos;
      this.first = first;
    }

    private boolean isTold(Failure failure) {
      if (told < TOLD_EACH) {
        told++;
        return true;
      }
      gathered++;
      worst = failure.level() == Level.ERROR ? Level.ERROR : worst;
      return false;
    }
  }

  @Override
  public void record(Event event) {
    if (!(event instanceof Failure failure) || isTold(failure)) {
      journal.record(event);
    }
  }

  private boolean isTold(Failure failure) {
    Name name = new Name(failure.getClass(), failure.kind());
    Kind known = kinds.get(name);
    if (known == null) {
      name = kinds.size() < MOST_KINDS ? name : new Name(name.what(), "different reasons");
      known = kinds.computeIfAbsent(name, one -> new Kind(nanoTime.getAsLong(), failure));
    }
    return known.isTold(failure);
  }

  /** Tells the numbers of those kinds that began a minute ago or earlier. */
  public void tellGathered() {
    tell(nanoTime.getAsLong() - WINDOW_NANOS);
  }

  /** Tells all numbers now, because nothing more will come. */
  public void tellRest() {
    tell(nanoTime.getAsLong());
  }

  private void tell(long startedByNanos) {
    Iterator<Map.Entry<Name, Kind>> each = kinds.entrySet().iterator();
    while (each.hasNext()) {
      Map.Entry<Name, Kind> one = each.next();
      Kind kind = one.getValue();
      if (kind.startNanos - startedByNanos <= 0) {
        each.remove();
        if (kind.gathered > 0) {
          journal.record(kind.first.more(kind.gathered, one.getKey().kind(), kind.worst));
        }
      }
    }
  }
}
