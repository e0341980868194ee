// SPDX-License-Identifier: Apache-2.0
package org.credmint.provider;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.credmint.config.group.GroupMap;
import org.credmint.config.oauth.OAuthDestination;
import org.credmint.config.provider.ProviderSettings;
import org.credmint.config.provider.ReadableRights;
import org.credmint.config.standing.StandingRights;
import org.credmint.os.process.Accounts;

/**
 * How a configuration bounds what it names, but cannot be served by it.
 *
 * @param providers of each provider, what it allows
 * @param standing of each standing credential, what it is written to allow
 * @param logins the OAuth2 services, which allow what was agreed on at the login, and where that is
 *     sent
 */
public record Bounds(
    Map<String, OfProvider> providers,
    Map<String, StandingRights> standing,
    Map<String, OAuthDestination> logins) {
  /** A configuration that names nothing else. */
  public static final Bounds NONE = new Bounds(Map.of(), Map.of(), Map.of());

  /** Takes copies. */
  public Bounds {
    providers = Map.copyOf(providers);
    standing = Map.copyOf(standing);
    logins = Map.copyOf(logins);
  }

  /** The same without the providers that can be served. */
  Bounds without(Set<String> served) {
    Map<String, OfProvider> others = new HashMap<>(providers);
    others.keySet().removeAll(served);
    return new Bounds(others, standing, logins);
  }

  /**
   * How it bounds what a provider goes on with.
   *
   * @param readable what it says of the provider's rights
   * @param groupMap who is in which group by it; empty where the file could not be read
   * @param accounts tells the system's groups; empty where they do not count
   */
  public record OfProvider(
      ReadableRights readable, Optional<GroupMap> groupMap, Optional<Accounts> accounts) {

    /**
     * The rights as far as they can be told.
     *
     * @param before what the provider goes on with
     */
    public Rights of(Rights before) {
      ProviderSettings settings = readable.completedBy(before.settings());
      return new Rights(settings, groupMap, accounts).keepingGroupsOf(before);
    }

    /** The knob because of which nothing can be allowed; empty where the rights can be told. */
    public Optional<String> unknown() {
      return readable.unknown();
    }
  }
}
