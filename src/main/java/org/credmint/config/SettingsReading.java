package org.credmint.config;

import java.util.List;
import java.util.Optional;

/**
 * What came of reading the knobs: the settings where anything can be served, and every problem
 * either way.
 *
 * @param settings empty where a problem is fatal or no provider is usable
 * @param problems in the order in which they were found; empty where all is well
 */
public record SettingsReading(Optional<Settings> settings, List<Problem> problems) {
  /** Takes a copy of the problems. */
  public SettingsReading {
    problems = List.copyOf(problems);
  }
}
