// SPDX-License-Identifier: Apache-2.0
package org.credmint.directory;

import java.util.List;

/**
 * Who has a directory.
 *
 * @param names the users' names
 * @param anomalies what cannot be a user's directory though it looks like one
 */
public record UserListing(List<String> names, List<Anomaly> anomalies) {
  /** Takes copies. */
  public UserListing {
    names = List.copyOf(names);
    anomalies = List.copyOf(anomalies);
  }
}
