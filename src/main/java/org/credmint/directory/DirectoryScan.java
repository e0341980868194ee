// SPDX-License-Identifier: Apache-2.0
package org.credmint.directory;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
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

  /**
   * The users whose directories changed last.
   *
   * @param most how many at most, the latest ones
   * @param since not those that changed before
   */
  public Set<String> lastChanged(int most, Instant since) {
    long sinceMillis = since.toEpochMilli();
    return directories.stream()
        .filter(stamp -> TimeUnit.NANOSECONDS.toMillis(stamp.modifiedNanos()) >= sinceMillis)
        .sorted(Comparator.comparingLong(Stamp::modifiedNanos).reversed())
        .limit(most)
        .map(Stamp::user)
        .collect(Collectors.toSet());
  }
}
