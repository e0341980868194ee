// SPDX-License-Identifier: Apache-2.0
package org.credmint.provider;

import java.util.Optional;
import org.credmint.config.group.GroupMap;
import org.credmint.config.provider.ProviderSettings;
import org.credmint.config.provider.ReadableRights;
import org.credmint.os.process.Accounts;

/**
 * How a configuration that cannot be used bounds what a provider goes on with.
 *
 * @param readable what it says of the provider's rights
 * @param groupMap who is in which group by it; empty where the file could not be read
 * @param accounts tells the system's groups; empty where they do not count
 */
public record Bound(
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
