package org.credmint.daemon;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.credmint.config.Granularity;
import org.credmint.config.GroupMap;
import org.credmint.config.ProviderSettings;
import org.credmint.credential.CredentialId;
import org.credmint.key.SigningKey;
import org.credmint.policy.Decision;
import org.credmint.policy.JobFacts;
import org.credmint.policy.Policy;
import org.credmint.policy.Suspension;

/**
 * A provider with what its knobs point to.
 *
 * @param rights what it allows
 * @param key signs its tokens
 * @param bounds what newer configurations take away that could not be used whole; empty where the
 *     newest could be
 * @param unreadable the knob of such a configuration because of which nothing can be allowed
 */
record ServedProvider(
    Rights rights, SigningKey key, List<Rights> bounds, Optional<String> unreadable) {
  /** Takes a copy of the bounds. */
  ServedProvider {
    bounds = List.copyOf(bounds);
  }

  /** A provider whose configuration could be used whole. */
  ServedProvider(Rights rights, SigningKey key) {
    this(rights, key, List.of(), Optional.empty());
  }

  /** A provider for which the system's groups do not count. */
  ServedProvider(ProviderSettings settings, SigningKey key, Optional<GroupMap> groupMap) {
    this(new Rights(settings, groupMap, Optional.empty()), key);
  }

  ProviderSettings settings() {
    return rights.settings();
  }

  /** Whether it issues for jobs or clusters of jobs, and nothing for a user as such. */
  boolean isForJobs() {
    return settings().jobs().granularity() != Granularity.USER;
  }

  /** Whether a newer configuration, which cannot be used whole, bounds its tokens. */
  boolean isBounded() {
    return !bounds.isEmpty();
  }

  /** All that decides on its tokens. */
  Stream<Rights> allRights() {
    return Stream.concat(Stream.of(rights), bounds.stream());
  }

  /** The same, no wider than a newer configuration that cannot be used whole. */
  ServedProvider within(Bound bound) {
    Set<Rights> all = new LinkedHashSet<>(bounds);
    all.add(bound.of(rights));
    return new ServedProvider(rights, key, List.copyOf(all), unreadable.or(bound::unknown));
  }

  /** The same, with the groups that were known before where they are not known now. */
  ServedProvider keepingGroupsOf(ServedProvider before) {
    return new ServedProvider(rights.keepingGroupsOf(before.rights), key, bounds, unreadable);
  }

  /** Asks policy. Scope expressions have to be prepared for the user. */
  Decision decide(CredentialId id, Optional<JobFacts> job, Serving serving) {
    if (unreadable.isPresent()) {
      return new Suspension(id, unreadable.get(), "it cannot be read");
    }
    Decision decision = rights.decide(id, job, serving);
    for (Rights bound : bounds) {
      decision = Policy.within(decision, bound.decide(id, job, serving));
    }
    return decision;
  }

  /** Whether tokens that the other issued are still what this one would issue. */
  boolean issuesTheSameAs(ServedProvider other) {
    return rights.giveTheSameAs(other.rights)
        && key.thumbprint().equals(other.key.thumbprint())
        && bounds.equals(other.bounds)
        && unreadable.equals(other.unreadable);
  }
}
