// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.oauth;

import java.util.Map;
import java.util.Set;

/**
 * The OAuth2 services of a configuration.
 *
 * @param usable those whose tokens can be renewed, by name
 * @param declared the names of all, also of those whose knobs have a problem
 */
public record OAuthServices(Map<String, OAuthSettings> usable, Set<String> declared) {
  /** No service. */
  public static final OAuthServices NONE = new OAuthServices(Map.of(), Set.of());

  /** Takes copies. */
  public OAuthServices {
    usable = Map.copyOf(usable);
    declared = Set.copyOf(declared);
  }
}
