package org.credmint.daemon;

import java.util.Optional;
import org.credmint.config.GroupMap;
import org.credmint.config.ProviderSettings;
import org.credmint.key.SigningKey;
import org.credmint.policy.Facts.Groups;

/**
 * A provider with what its knobs point to.
 *
 * @param settings the knobs
 * @param key signs its tokens
 * @param groupMap who is in which group; empty where the file could not be read
 */
record ServedProvider(ProviderSettings settings, SigningKey key, Optional<GroupMap> groupMap) {
  /** The user's groups, or that they are not known. */
  Groups groupsOf(String user) {
    return groupMap
        .<Groups>map(map -> new Groups.Known(map.groupsOf(user)))
        .orElseGet(() -> new Groups.Unknown("the group map could not be read"));
  }

  /** The same, with the groups that were known before where they are not known now. */
  ServedProvider keepingGroupsOf(ServedProvider before) {
    return groupMap.isPresent() ? this : new ServedProvider(settings, key, before.groupMap);
  }

  /** Whether tokens that the other issued are still what this one would issue. */
  boolean issuesTheSameAs(ServedProvider other) {
    return settings.equals(other.settings)
        && key.thumbprint().equals(other.key.thumbprint())
        && groupMap.equals(other.groupMap);
  }
}
