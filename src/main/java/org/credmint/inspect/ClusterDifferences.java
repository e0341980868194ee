// SPDX-License-Identifier: Apache-2.0
package org.credmint.inspect;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.credmint.credential.JobId;
import org.credmint.provider.Provider;
import org.credmint.provider.Provider.Fact;

/**
 * In what the jobs of a cluster differ, of what their common credential depends on.
 *
 * @param job the job that is explained
 * @param attributes the names of those attributes
 */
record ClusterDifferences(JobId job, Set<String> attributes) {
  /** Takes a copy. */
  ClusterDifferences {
    attributes = Set.copyOf(attributes);
  }

  /** What of a job's differences matters to one provider; nothing where it issues for each job. */
  static ClusterDifferences of(PolicyExplainer.Job job, Provider provider) {
    Set<String> differing = new TreeSet<>(job.differing());
    differing.retainAll(isForClusters(provider) ? provider.wantedAttributes() : Set.of());
    return new ClusterDifferences(job.id(), differing);
  }

  /** Whether the jobs of a cluster share the provider's credentials. */
  static boolean isForClusters(Provider provider) {
    return provider.isForJobs() && provider.covered(new JobId(1, 0)).isCluster();
  }

  /** The daemon takes what stands in the cluster's own ad, which condor_q does not show. */
  Optional<Fact> note() {
    return attributes.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Fact(
                "note",
                "the jobs of cluster %d differ in %s; the token has the value that was set for the whole cluster, and this shows that of job %s"
                    .formatted(job.cluster(), String.join(", ", new TreeSet<>(attributes)), job)));
  }
}
