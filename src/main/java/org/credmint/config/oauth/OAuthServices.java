// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.oauth;

import java.util.Map;

/**
 * The OAuth2 services of a configuration.
 *
 * @param usable those whose tokens can be renewed, by name
 * @param declared where those of all are sent, also of services whose knobs have a problem
 */
public record OAuthServices(
    Map<String, OAuthSettings> usable, Map<String, OAuthDestination> declared) {
  /** No service. */
  public static final OAuthServices NONE = new OAuthServices(Map.of(), Map.of());

  /** Takes copies. */
  public OAuthServices {
    usable = Map.copyOf(usable);
    declared = Map.copyOf(declared);
  }
}
