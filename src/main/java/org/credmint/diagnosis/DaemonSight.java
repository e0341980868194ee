// SPDX-License-Identifier: Apache-2.0
package org.credmint.diagnosis;

import java.nio.file.Path;
import java.util.Optional;
import org.credmint.status.StatusReport;

/** What is to be seen of the daemon. */
public sealed interface DaemonSight {
  /** Nothing: it keeps no state file. */
  record TurnedOff() implements DaemonSight {}

  /**
   * It has written no state file.
   *
   * @param pid the process that its pid file names, if it runs
   */
  record NoFile(Path path, Optional<String> pid) implements DaemonSight {}

  /** Its state file cannot be read, or holds no state. */
  record Unreadable(Path path, String reason) implements DaemonSight {}

  /**
   * Its state.
   *
   * @param path its state file
   * @param running whether its process exists
   */
  record Seen(Path path, StatusReport report, boolean running) implements DaemonSight {}
}
