package org.credmint.daemon;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.credmint.config.ScheddQueue;
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
 * @param queues the job queues of this machine's schedds; never empty
 */
record Serving(
    Settings settings,
    Map<String, Provider> providers,
    Agenda agenda,
    Demand demand,
    int directoryOwner,
    List<ScheddQueue> queues) {
  Serving {
    queues = List.copyOf(queues);
    providers = Map.copyOf(providers);
  }

  /** The same for other providers. */
  Serving withProviders(Map<String, Provider> others) {
    Demand wanted =
        new Demand(
            others.keySet(),
            forJobs(others.values()),
            demand.schedds(),
            demand.allowSpecialCharacters(),
            demand.trustedOwners());
    return new Serving(settings, others, agenda, wanted, directoryOwner, queues);
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

  /** What of a job queue decides on credentials. */
  Interest interest(ScheddQueue queue) {
    Set<String> attributes = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    providers.values().forEach(provider -> attributes.addAll(provider.wantedAttributes()));
    Set<String> others = new TreeSet<>();
    for (ScheddQueue one : queues) {
      if (!one.equals(queue)) {
        others.add(one.localName());
      }
    }
    boolean named = QueueFinder.canCarry(queue.localName(), settings.allowSpecialCharacters());
    return new Interest(demand.forJobs(), attributes, queue.localName(), named, others);
  }
}
