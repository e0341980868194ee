package org.credmint.daemon;

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
 * @param directoryOwner who is to own a user's directory that we make
 */
record Serving(
    Settings settings,
    Map<String, Provider> providers,
    Agenda agenda,
    Demand demand,
    int directoryOwner) {
  Serving {
    providers = Map.copyOf(providers);
  }

  /** The same for other providers. */
  Serving withProviders(Map<String, Provider> others) {
    Demand wanted =
        new Demand(
            others.keySet(), forJobs(others.values()), demand.names(), demand.trustedOwners());
    return new Serving(settings, others, agenda, wanted, directoryOwner);
  }

  /** The names of those that issue for jobs or clusters of jobs. */
  static Set<String> forJobs(Collection<Provider> providers) {
    return providers.stream()
        .filter(Provider::isForJobs)
        .map(Provider::name)
        .collect(Collectors.toSet());
  }

  /** Whether any provider issues for jobs, so that the job queue matters. */
  boolean servesJobs() {
    return !demand.forJobs().isEmpty();
  }

  /** What of the job queue decides on credentials. */
  Interest interest() {
    Set<String> attributes = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    providers.values().forEach(provider -> attributes.addAll(provider.wantedAttributes()));
    return new Interest(demand.forJobs(), attributes);
  }
}
