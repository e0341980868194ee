// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.standing;

import java.util.Map;
import java.util.Set;

/**
 * The standing credentials of a configuration.
 *
 * @param usable those that can be kept, by name
 * @param declared the names of all, also of those whose knobs have a problem
 */
public record StandingDeclarations(Map<String, StandingSettings> usable, Set<String> declared) {
  /** No standing credential. */
  public static final StandingDeclarations NONE = new StandingDeclarations(Map.of(), Set.of());

  /** Takes copies. */
  public StandingDeclarations {
    usable = Map.copyOf(usable);
    declared = Set.copyOf(declared);
  }
}
