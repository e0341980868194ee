// SPDX-License-Identifier: Apache-2.0
package org.credmint.provider;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.credmint.config.ScheddQueue;
import org.credmint.config.Settings;
import org.credmint.directory.CredentialDirectoryReader;
import org.credmint.queue.job.QueueFilter;
import org.credmint.renew.RenewalSchedule;

/**
 * Everything that is needed to serve users, as one configuration gave it.
 *
 * @param settings the knobs
 * @param providers the providers that can be served, by name
 * @param schedule when credentials are due
 * @param directoryReader how names on disk are read
 * @param directoryOwner who is to own a user's directory that we make
 * @param queues the job queues of this machine's schedds; never empty
 */
public record ActiveConfiguration(
    Settings settings,
    Map<String, Provider> providers,
    RenewalSchedule schedule,
    CredentialDirectoryReader directoryReader,
    int directoryOwner,
    List<ScheddQueue> queues) {
  public ActiveConfiguration {
    queues = List.copyOf(queues);
    providers = Map.copyOf(providers);
  }

  /** The same for other providers. */
  public ActiveConfiguration withProviders(Map<String, Provider> others) {
    CredentialDirectoryReader wanted =
        new CredentialDirectoryReader(
            requestable(others.values()),
            forJobs(others.values()),
            directoryReader.schedds(),
            directoryReader.names(),
            directoryReader.trustedOwners());
    return new ActiveConfiguration(settings, others, schedule, wanted, directoryOwner, queues);
  }

  /** The names of those whose credentials are asked for by names in the credential directory. */
  static Set<String> requestable(Collection<Provider> providers) {
    return providers.stream()
        .filter(one -> !one.isStanding())
        .map(Provider::name)
        .collect(Collectors.toSet());
  }

  /** The names of those that issue for jobs or clusters of jobs. */
  public static Set<String> forJobs(Collection<Provider> providers) {
    return providers.stream()
        .filter(Provider::isForJobs)
        .map(Provider::name)
        .collect(Collectors.toSet());
  }

  /** Whether any provider issues for jobs, so that the job queue matters. */
  public boolean servesJobs() {
    return !directoryReader.forJobs().isEmpty();
  }

  /** What of a job queue decides on credentials. */
  public QueueFilter interest(ScheddQueue queue) {
    Set<String> attributes = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    providers.values().forEach(provider -> attributes.addAll(provider.wantedAttributes()));
    Set<String> others = new TreeSet<>();
    for (ScheddQueue one : queues) {
      if (!one.equals(queue)) {
        others.add(one.localName());
      }
    }
    boolean named = QueueFinder.canCarry(queue.localName(), settings.hasUnderscores());
    return new QueueFilter(directoryReader.forJobs(), attributes, queue.localName(), named, others);
  }
}
