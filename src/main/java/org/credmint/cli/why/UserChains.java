// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.why;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.credmint.config.knob.Problem;
import org.credmint.diagnosis.ConfigurationLinks;
import org.credmint.diagnosis.CredentialLinks;
import org.credmint.diagnosis.Diagnosis;
import org.credmint.diagnosis.Link;
import org.credmint.status.Condition;
import org.credmint.status.CredentialStatus;

/**
 * What concerns a user beside the credentials that the user requests.
 *
 * @param chains examine credentials
 */
record UserChains(Chains chains) {
  private static final int MOST_JOBS = 5;

  /** Of the credentials of a user's jobs those that the daemon has trouble with; else how many. */
  List<Diagnosis> jobsOf(String user, Optional<String> provider) {
    List<CredentialStatus> all =
        chains.report().stream()
            .flatMap(report -> report.credentials().stream())
            .filter(one -> one.job().isPresent() && one.id().user().equals(user))
            .filter(one -> provider.map(one.id().provider()::equals).orElse(true))
            .sorted(CredentialStatus.BY_URGENCY)
            .toList();
    List<Diagnosis> some = new ArrayList<>(all.stream().limit(MOST_JOBS).map(this::ofJob).toList());
    if (all.size() > MOST_JOBS) {
      String text =
          "%d more, which are not examined: 'credmint why JOB' examines one"
              .formatted(all.size() - MOST_JOBS);
      some.add(new Diagnosis(user + "'s other jobs", List.of(Link.ok("job", text))));
    }
    return some;
  }

  private Diagnosis ofJob(CredentialStatus one) {
    List<Link> chain = new ArrayList<>();
    ConfigurationLinks.directory(chains.look().unfit()).ifPresent(chain::add);
    chain.addAll(chains.daemonLinks().of(chains.daemon(), true, chains.reader().now()));
    chain.add(CredentialLinks.ofListed(one, "credmint why " + one.job().orElseThrow()));
    if (one.condition() == Condition.VALID || one.condition() == Condition.FAILING) {
      chain.addAll(chains.fileOf(one.id()));
    }
    return new Diagnosis(one.id().toString(), chain);
  }

  /** What a user requests of providers that the configuration names and that are not served. */
  List<Diagnosis> unserved(String user, Optional<String> provider) {
    return chains.read().problems().stream()
        .filter(Problem::isError)
        .flatMap(problem -> problem.provider().stream())
        .distinct()
        .filter(name -> !chains.read().active().providers().containsKey(name))
        .filter(
            name ->
                provider.map(name::equals).orElseGet(() -> chains.look().hasRequest(user, name)))
        .map(
            name ->
                new Diagnosis(
                    user + "/" + name,
                    List.of(ConfigurationLinks.provider(name, chains.read().problems()))))
        .toList();
  }

  /** Nothing is wrong, and there is nothing to examine. */
  Diagnosis withoutJob(String user) {
    List<Link> chain =
        new ArrayList<>(chains.daemonLinks().of(chains.daemon(), false, chains.reader().now()));
    String text = user + " has no job with a credential; 'credmint why JOB' examines a job";
    chain.add(Link.unknown("request", text, "condor_q -allusers -af:j Owner OAuthServicesNeeded"));
    return new Diagnosis(user, chain);
  }

  /** Nobody can answer for it. */
  Diagnosis unanswered(String asked, String reason) {
    List<Link> chain =
        new ArrayList<>(chains.daemonLinks().of(chains.daemon(), false, chains.reader().now()));
    chain.add(0, Link.fault("provider", reason, "credmint check"));
    return new Diagnosis(asked, chain);
  }
}
