// SPDX-License-Identifier: Apache-2.0
package org.credmint.inspect;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.credmint.credential.JobId;
import org.credmint.inspect.PolicyExplainer.Job;
import org.credmint.provider.Provider;
import org.credmint.provider.Provider.Fact;

/** In what the jobs of a cluster differ that share one credential. */
final class ClusterDifference {
  private ClusterDifference() {}

  /** Whether a provider issues one credential for all jobs of a cluster. */
  static boolean isForClusters(Provider provider) {
    return provider.isForJobs() && provider.covered(new JobId(1, 0)).isCluster();
  }

  /** In which attributes the jobs differ, of those that decide what their credential says. */
  static Set<String> attributes(Provider provider, Job job) {
    Set<String> differing = new TreeSet<>(job.differing());
    differing.retainAll(isForClusters(provider) ? provider.wantedAttributes() : Set.of());
    return differing;
  }

  /** The daemon takes what stands in the cluster's own ad, which condor_q does not show. */
  static Optional<Fact> note(Provider provider, Job job) {
    Set<String> differing = attributes(provider, job);
    return differing.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Fact(
                "note",
                "the jobs of cluster %d differ in %s; the token has the value that was set for the whole cluster, and this shows that of job %s"
                    .formatted(job.id().cluster(), String.join(", ", differing), job.id())));
  }
}
