package org.credmint.queue;

import java.util.Set;

/**
 * What is worth reading of the jobs' ads.
 *
 * @param providers those that issue for jobs or clusters of jobs
 * @param attributes the names, in any case, of the attributes to be kept beside {@code Owner}.
 *     {@code ClusterId} and {@code ProcId} are known without; {@code OAuthServicesNeeded}, {@code
 *     JobStatus} and {@code EnteredCurrentStatus} are read, but not kept as attributes
 */
public record Interest(Set<String> providers, Set<String> attributes) {
  /** Takes copies. */
  public Interest {
    providers = Set.copyOf(providers);
    attributes = Set.copyOf(attributes);
  }
}
