package org.credmint.daemon;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.credmint.config.Settings;
import org.credmint.queue.Interest;
import org.credmint.renew.Agenda;
import org.credmint.request.Demand;

/**
 * Everything that is needed to serve users, as one configuration gave it.
 *
 * @param settings the knobs
 * @param providers the providers that can be served, by name
 * @param agenda when credentials are due
 * @param demand how names on disk are read
 * @param expressions evaluates scope expressions
 * @param shortestLifetime the shortest lifetime that can be kept fresh in jobs
 * @param directoryOwner who is to own a user's directory that we make
 */
record Serving(
    Settings settings,
    Map<String, ServedProvider> providers,
    Agenda agenda,
    Demand demand,
    ScopeExpressions expressions,
    Duration shortestLifetime,
    int directoryOwner) {
  Serving {
    providers = Map.copyOf(providers);
  }

  /** The same for other providers. */
  Serving withProviders(Map<String, ServedProvider> others) {
    Demand wanted =
        new Demand(
            others.keySet(), forJobs(others.values()), demand.names(), demand.trustedOwners());
    return new Serving(
        settings, others, agenda, wanted, expressions, shortestLifetime, directoryOwner);
  }

  /** The names of those that issue for jobs or clusters of jobs. */
  static Set<String> forJobs(Collection<ServedProvider> providers) {
    return providers.stream()
        .filter(ServedProvider::isForJobs)
        .map(provider -> provider.settings().name())
        .collect(Collectors.toSet());
  }

  /** Whether any provider issues for jobs, so that the job queue matters. */
  boolean servesJobs() {
    return !demand.forJobs().isEmpty();
  }

  /** What of the job queue decides on credentials. */
  Interest interest() {
    Set<String> attributes = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    providers.values().stream()
        .flatMap(ServedProvider::allRights)
        .forEach(rights -> attributes.addAll(rights.settings().wantedAttributes()));
    return new Interest(demand.forJobs(), attributes);
  }
}
