// SPDX-License-Identifier: Apache-2.0
package org.credmint.diagnosis;

import java.nio.file.Path;
import org.credmint.status.StatusReport;

/** What is to be seen of the daemon. */
public sealed interface DaemonSight {
  /** Nothing: it keeps no state file. */
  record TurnedOff() implements DaemonSight {}

  /** It has written no state file. */
  record NoFile(Path path) implements DaemonSight {}

  /** Its state file cannot be read, or holds no state. */
  record Unreadable(Path path, String reason) implements DaemonSight {}

  /**
   * Its state.
   *
   * @param running whether its process exists
   */
  record Seen(StatusReport report, boolean running) implements DaemonSight {}
}
