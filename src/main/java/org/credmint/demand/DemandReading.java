// SPDX-License-Identifier: Apache-2.0
package org.credmint.demand;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.credmint.credential.CredentialId;
import org.credmint.event.Event;

/**
 * What one reading of a source gave.
 *
 * @param changes what is new, in the order in which it is to be applied
 * @param complete whether that is all for now; false where the rest of a long reading follows
 * @param explains the files that can be there only because this source wants or wanted them; one of
 *     these that it does not want has no reason to be there. False for all as long as the source
 *     does not know all that it wants
 * @param again when the source wants to be read again, even if nothing seems to change; zero for at
 *     once
 * @param events what to tell
 * @param outcome whether the source could be read
 */
public record DemandReading(
    List<DemandChange> changes,
    boolean complete,
    Predicate<CredentialId> explains,
    Duration again,
    List<Event> events,
    Outcome outcome) {
  /** What became of a reading. */
  public enum Outcome {
    /** Everything that there is to read was read, or the part whose turn it was. */
    READ,
    /** Something could not be read. */
    FAILED,
    /** There is nothing to read: nothing in the configuration depends on this source. */
    NOT_FOLLOWED
  }

  /** Of a source that could be read. */
  public DemandReading(
      List<DemandChange> changes,
      boolean complete,
      Predicate<CredentialId> explains,
      Duration again,
      List<Event> events) {
    this(changes, complete, explains, again, events, Outcome.READ);
  }

  /** Takes copies. */
  public DemandReading {
    changes = List.copyOf(changes);
    events = List.copyOf(events);
  }
}
