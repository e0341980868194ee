// SPDX-License-Identifier: Apache-2.0
package org.credmint.inspect;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.credmint.config.knob.Problem;
import org.credmint.config.knob.ProviderKnob;
import org.credmint.provider.Provider;

/**
 * Finds accounts that stand for several people, and the providers whose credentials do not tell
 * those people apart.
 */
final class SharedAccounts {
  private static final int MOST_SHOWN = 3;

  /** The attributes of a job that say who submitted it, whatever the account. */
  private static final List<String> OF_A_PERSON = List.of("User", "AuthTokenSubject");

  private SharedAccounts() {}

  /**
   * A warning for each such account and provider.
   *
   * @param users the users ({@code User}) of the jobs in the queue, by their account ({@code
   *     Owner})
   */
  static List<Problem> find(Map<String, Set<String>> users, Collection<Provider> providers) {
    List<Problem> problems = new ArrayList<>();
    for (Map.Entry<String, Set<String>> account : new TreeMap<>(users).entrySet()) {
      if (account.getValue().size() > 1) {
        providers.stream()
            .filter(provider -> !tellsApart(provider))
            .map(provider -> problem(account.getKey(), new TreeSet<>(account.getValue()), provider))
            .forEach(problems::add);
      }
    }
    return problems;
  }

  private static boolean tellsApart(Provider provider) {
    return provider.isForJobs()
        && OF_A_PERSON.stream().anyMatch(provider.wantedAttributes()::contains);
  }

  private static Problem problem(String owner, Set<String> users, Provider provider) {
    String some = String.join(", ", users.stream().limit(MOST_SHOWN).toList());
    return new Problem(
        Problem.Severity.WARNING,
        Optional.of(provider.name()),
        "Owner",
        owner,
        "is the account of %d users with jobs in the queue (%s), whose credentials of provider %s say the same"
            .formatted(
                users.size(), users.size() > MOST_SHOWN ? some + ", ..." : some, provider.name()),
        fix(provider));
  }

  private static String fix(Provider provider) {
    String use =
        "use {User} in "
            + ProviderKnob.AUTHZ_TEMPLATE.nameFor(provider.name())
            + " if they are to differ";
    return provider.isForJobs()
        ? use
        : "set %s = job, with the transform of condor-config/50-credmint-per-job.conf, and %s"
            .formatted(ProviderKnob.GRANULARITY.nameFor(provider.name()), use);
  }
}
