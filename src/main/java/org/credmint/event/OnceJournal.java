// SPDX-License-Identifier: Apache-2.0
package org.credmint.event;

import java.util.HashSet;
import java.util.Set;

/**
 * Logs each {@link Event.Once} the first time only, and of each class the first {@value #MOST_EACH}
 * different ones. All other events are logged.
 */
public final class OnceJournal implements Journal {
  public static final int MOST_EACH = 100;

  private final Journal journal;
  private final Set<Key> logged = new HashSet<>();

  public OnceJournal(Journal journal) {
    this.journal = journal;
  }

  private record Key(Class<? extends Event.Once> what, String key) {}

  @Override
  public void record(Event event) {
    if (!(event instanceof Event.Once once) || isNew(once)) {
      journal.record(event);
    }
  }

  private boolean isNew(Event.Once once) {
    Key key = new Key(once.getClass(), once.key());
    if (logged.contains(key)) {
      return false;
    }
    long others = logged.stream().filter(one -> one.what() == key.what()).count();
    return others < MOST_EACH && logged.add(key);
  }
}
