// SPDX-License-Identifier: Apache-2.0
package org.credmint.directory;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.credmint.request.Anomaly;

/**
 * All users' directories at one moment.
 *
 * @param cause why it was made
 * @param directories the users' directories, in the order in which they are to be seen to
 * @param anomalies what is no user's directory
 * @param took how long it took
 * @param failure why nothing could be seen; the lists are empty then
 */
public record DirectoryScan(
    String cause,
    List<Stamp> directories,
    List<Anomaly> anomalies,
    Duration took,
    Optional<String> failure) {

  /** When a user's directory last changed, nanoseconds since 1970. */
  public record Stamp(String user, long modifiedNanos) {}
}
