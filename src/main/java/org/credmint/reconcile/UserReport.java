// SPDX-License-Identifier: Apache-2.0
package org.credmint.reconcile;

import java.util.ArrayList;
import java.util.List;
import org.credmint.credential.CredentialId;
import org.credmint.event.Event;

/**
 * What a worker found and did for one user.
 *
 * @param user whose
 * @param outcome how far it came
 * @param known what is to be remembered
 * @param directoryModifiedNanos when the directory last changed before it was looked at; 0 where
 *     that is unknown
 * @param watched whether the directory is watched now
 * @param ofJobs the credentials of jobs that have a file there
 * @param events what to tell
 */
public record UserReport(
    String user,
    Outcome outcome,
    List<CredentialRecord> known,
    long directoryModifiedNanos,
    boolean watched,
    List<CredentialId> ofJobs,
    List<Event> events) {

  public enum Outcome {
    /** Each request was seen to, whether it succeeded or not. */
    SERVED,
    /** There is no such directory. */
    GONE,
    /** The directory could not be looked at; it will be at the next scan. */
    UNREADABLE
  }

  /** Identifies the unexpected entries among the events; 0 where there are none. */
  public int unexpected() {
    List<Event> unexpected = new ArrayList<>(0);
    for (Event event : events) {
      if (event instanceof Event.UnexpectedEntry) {
        unexpected.add(event);
      }
    }
    return unexpected.isEmpty() ? 0 : unexpected.hashCode() | 1;
  }
}
