// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.standing;

import java.util.Map;
import java.util.Objects;

/**
 * The standing credentials of a configuration.
 *
 * @param usable those that can be kept, by name
 * @param declared what all are written to allow, also those whose knobs have a problem
 */
public record StandingDeclarations(
    Map<String, StandingSettings> usable, Map<String, StandingRights> declared) {
  /** No standing credential. */
  public static final StandingDeclarations NONE = new StandingDeclarations(Map.of(), Map.of());

  /** Takes copies. */
  public StandingDeclarations {
    usable = Map.copyOf(usable);
    declared = Map.copyOf(declared);
  }

  /** What one that is declared is written to allow. */
  public StandingRights rights(String name) {
    return Objects.requireNonNull(declared.get(name), name);
  }
}
