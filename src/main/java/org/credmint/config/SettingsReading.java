// SPDX-License-Identifier: Apache-2.0
package org.credmint.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What came of reading the knobs: the settings where anything can be served, and every problem
 * either way.
 *
 * @param settings empty where a problem is fatal or no provider is usable
 * @param rights of each provider that is named, what could be read of its rights
 * @param problems in the order in which they were found; empty where all is well
 */
public record SettingsReading(
    Optional<Settings> settings, Map<String, ReadableRights> rights, List<Problem> problems) {
  /** Takes copies. */
  public SettingsReading {
    rights = Map.copyOf(rights);
    problems = List.copyOf(problems);
  }
}
