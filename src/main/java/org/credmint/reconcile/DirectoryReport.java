// SPDX-License-Identifier: Apache-2.0
package org.credmint.reconcile;

import java.util.List;
import org.credmint.event.Event;

/**
 * What a worker did in one directory.
 *
 * @param outcomes one for each credential of the task
 * @param events what to tell
 */
public record DirectoryReport(List<Outcome> outcomes, List<Event> events) {
  /** Takes copies. */
  public DirectoryReport {
    outcomes = List.copyOf(outcomes);
    events = List.copyOf(events);
  }
}
