// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.oauth;

import java.util.Map;

/**
 * The services of remote issuers in a configuration.
 *
 * @param usable those whose users log in and whose tokens can be renewed, by name
 * @param declared where those of all are sent, also of services whose knobs have a problem
 * @param clients those that HTCondor asks as itself, by name
 */
public record OAuthServices(
    Map<String, OAuthSettings> usable,
    Map<String, OAuthDestination> declared,
    Map<String, ClientSettings> clients) {
  /** No service. */
  public static final OAuthServices NONE = new OAuthServices(Map.of(), Map.of(), Map.of());

  /** Takes copies. */
  public OAuthServices {
    usable = Map.copyOf(usable);
    declared = Map.copyOf(declared);
    clients = Map.copyOf(clients);
  }
}
