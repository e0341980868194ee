package org.credmint.daemon;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.credmint.config.Granularity;
import org.credmint.config.GroupMap;
import org.credmint.config.ProviderSettings;
import org.credmint.key.SigningKey;
import org.credmint.os.Accounts;
import org.credmint.os.Accounts.Membership;
import org.credmint.policy.Facts.Groups;

/**
 * A provider with what its knobs point to.
 *
 * @param settings the knobs
 * @param key signs its tokens
 * @param groupMap who is in which group; empty where the file could not be read
 * @param accounts tells the system's groups; empty where they do not count
 */
record ServedProvider(
    ProviderSettings settings,
    SigningKey key,
    Optional<GroupMap> groupMap,
    Optional<Accounts> accounts) {

  /** A provider for which the system's groups do not count. */
  ServedProvider(ProviderSettings settings, SigningKey key, Optional<GroupMap> groupMap) {
    this(settings, key, groupMap, Optional.empty());
  }

  /** Whether it issues for jobs or clusters of jobs, and nothing for a user as such. */
  boolean isForJobs() {
    return settings.jobs().granularity() != Granularity.USER;
  }

  /** The user's groups, those of the map file first, or that they are not known. */
  Groups groupsOf(String user) {
    if (groupMap.isEmpty()) {
      return new Groups.Unknown("the group map file could not be read");
    }
    List<String> mapped = groupMap.get().groupsOf(user);
    if (accounts.isEmpty()) {
      return new Groups.Known(mapped);
    }
    Membership membership = accounts.get().groupsOf(user);
    if (membership instanceof Membership.Unknown unknown) {
      return new Groups.Unknown(unknown.reason());
    }
    List<String> system = ((Membership.Known) membership).groups();
    return new Groups.Known(Stream.concat(mapped.stream(), system.stream()).distinct().toList());
  }

  /** The same, with the groups that were known before where they are not known now. */
  ServedProvider keepingGroupsOf(ServedProvider before) {
    return groupMap.isPresent()
        ? this
        : new ServedProvider(settings, key, before.groupMap, accounts);
  }

  /** Whether tokens that the other issued are still what this one would issue. */
  boolean issuesTheSameAs(ServedProvider other) {
    return settings.equals(other.settings)
        && key.thumbprint().equals(other.key.thumbprint())
        && groupMap.equals(other.groupMap);
  }
}
