// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.claim;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The names that may stand between a template's braces.
 *
 * @param ofUser {@code username} or {@code groupname}, written just so
 * @param jobs what of a job may be named, in any case
 */
public record AllowedVariables(Set<String> ofUser, JobScoping jobs) {
  /** Takes a copy of the names. */
  public AllowedVariables {
    ofUser = Set.copyOf(ofUser);
  }

  /** These names, and nothing of a job's. */
  public static AllowedVariables of(String... ofUser) {
    return new AllowedVariables(Set.copyOf(Arrays.asList(ofUser)), JobScoping.NONE);
  }

  /** The same, and what a provider's templates may name of a job. */
  public AllowedVariables with(JobScoping scoping) {
    return new AllowedVariables(ofUser, scoping);
  }

  /**
   * The name as values are found by it.
   *
   * @return empty where it may not stand there
   */
  Optional<String> find(String written) {
    return ofUser.contains(written)
        ? Optional.of(written)
        : jobs.variableNames().stream().filter(written::equalsIgnoreCase).findFirst();
  }

  /** Whether a value of this name can be absent. */
  boolean mayBeAbsent(String found) {
    return !ofUser.contains(found);
  }

  /** All names between braces, and for one that is known elsewhere where that is. */
  String describe(String unknown) {
    List<String> names =
        Stream.concat(ofUser.stream().sorted(), jobs.variableNames().stream())
            .map(name -> "{" + name + "}")
            .toList();
    return String.join(" ", names) + hint(unknown);
  }

  private String hint(String unknown) {
    if (JobScoping.ignoringCase(JobScoping.BUILT_IN).contains(unknown)) {
      return " (" + unknown + " is available with CREDMINT_<provider>_GRANULARITY = job)";
    }
    return jobs.granularity() == Granularity.USER
        ? ""
        : " (add others with CREDMINT_<provider>_JOB_ATTRIBUTES)";
  }
}
