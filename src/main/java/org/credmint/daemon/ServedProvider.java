package org.credmint.daemon;

import java.util.List;
import java.util.Optional;
import org.credmint.config.GroupMap;
import org.credmint.config.ProviderSettings;
import org.credmint.key.SigningKey;

/**
 * A provider with what its knobs point to.
 *
 * @param settings the knobs
 * @param key signs its tokens
 * @param groupMap who is in which group; empty where the file could not be read
 */
record ServedProvider(ProviderSettings settings, SigningKey key, Optional<GroupMap> groupMap) {
  /** The user's groups; none where they are not known. */
  List<String> groupsOf(String user) {
    return groupMap.orElse(GroupMap.EMPTY).groupsOf(user);
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
