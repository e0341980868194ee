// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.claim;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whether a provider issues for users or for jobs, and what of a job its templates may name.
 *
 * @param granularity for what one credential is issued ({@code GRANULARITY})
 * @param attributes what templates may name of a job's ad besides the built-in names ({@code
 *     JOB_ATTRIBUTES}); their case does not matter
 */
public record JobScoping(Granularity granularity, Set<String> attributes) {
  /** A provider that issues for users. */
  public static final JobScoping NONE = new JobScoping(Granularity.USER, Set.of());

  /** What every provider for jobs can name. */
  static final List<String> BUILT_IN =
      List.of(
          "ClusterId",
          "ProcId",
          "GlobalJobId",
          "Owner",
          "User",
          "AcctGroup",
          "DAGManJobId",
          "ProjectName");

  /** What differs between the jobs of a cluster. */
  private static final List<String> OF_ONE_JOB = List.of("ProcId", "GlobalJobId");

  /** Takes a copy of the attributes. */
  public JobScoping {
    attributes = Collections.unmodifiableSet(ignoringCase(attributes));
  }

  /** The names of a job's values that templates may hold; their case does not matter. */
  public Set<String> variableNames() {
    Set<String> names = ignoringCase(List.of());
    if (granularity != Granularity.USER) {
      names.addAll(BUILT_IN);
      names.addAll(attributes);
    }
    if (granularity == Granularity.CLUSTER) {
      names.removeAll(OF_ONE_JOB);
    }
    return names;
  }

  /** What templates may name besides the built-in names. */
  public Set<String> addedAttributes() {
    Set<String> names = ignoringCase(attributes);
    names.removeAll(BUILT_IN);
    return names;
  }

  /** A set that finds names in any case. */
  public static Set<String> ignoringCase(Collection<String> names) {
    Set<String> set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    set.addAll(names);
    return set;
  }
}
