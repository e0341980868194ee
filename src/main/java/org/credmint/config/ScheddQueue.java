// SPDX-License-Identifier: Apache-2.0
package org.credmint.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The job queue of one schedd of this machine.
 *
 * @param localName the schedd's {@code -local-name}; empty where it has none
 * @param log its job queue log
 * @param name by which HTCondor's tools find the schedd; empty for the one that they find by
 *     themselves, and for one that has no name of its own
 */
public record ScheddQueue(String localName, Path log, Optional<String> name) {
  /** Whether HTCondor's tools find this schedd, and no other in its place. */
  public boolean isReachable() {
    return localName.isEmpty() || name.isPresent();
  }

  /** What logs call it. */
  public String text() {
    return localName.isEmpty() ? "the schedd" : "schedd " + localName;
  }
}
