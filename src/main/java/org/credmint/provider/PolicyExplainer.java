// SPDX-License-Identifier: Apache-2.0
package org.credmint.provider;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.credmint.config.Problem;
import org.credmint.config.ScheddQueue;
import org.credmint.credential.CredentialId;
import org.credmint.policy.decision.Decision;
import org.credmint.policy.decision.JobContext;

/** Tells what would be issued and why, as the configuration stands now. Changes nothing. */
public final class PolicyExplainer {
  private final ConfigurationLoader loader;

  /** An explanation by a reader whose keys need not be the real ones. */
  public PolicyExplainer(ConfigurationLoader loader) {
    this.loader = loader;
  }

  /** What can be told. */
  public sealed interface Answer {
    /** What policy says. */
    record Decided(Decision decision) implements Answer {}

    /** Nothing can be told. */
    record Unknown(String reason) implements Answer {}
  }

  /**
   * The job queue of one of this machine's schedds.
   *
   * @param localName the schedd's; empty for the one that has none
   * @return empty where there is no such schedd, or the configuration cannot be read
   */
  public Optional<ScheddQueue> queue(String localName) {
    return loader.load() instanceof ConfigurationLoad.Read read
        ? read.active().queues().stream()
            .filter(queue -> queue.localName().equals(localName))
            .findFirst()
        : Optional.empty();
  }

  /**
   * Asks policy about one credential.
   *
   * @param user the user's name as the credd stores it
   * @param provider its name
   * @param job the job that it would be for; empty for one that is the user's
   */
  public Answer explain(String user, String provider, Optional<JobContext> job) {
    ConfigurationLoad load = loader.load();
    if (load instanceof ConfigurationLoad.Read read) {
      return explain(read, user, provider, job);
    }
    String reason =
        load instanceof ConfigurationLoad.Unusable unusable
            ? texts(unusable.problems())
            : ((ConfigurationLoad.Unreadable) load).reason();
    return new Answer.Unknown(reason);
  }

  private static Answer explain(
      ConfigurationLoad.Read read, String user, String provider, Optional<JobContext> job) {
    ActiveConfiguration active = read.active();
    if (!(active.providers().get(provider) instanceof TokenProvider served)) {
      List<Problem> own =
          read.problems().stream()
              .filter(problem -> problem.provider().equals(Optional.of(provider)))
              .toList();
      String why =
          own.isEmpty()
              ? "available providers: "
                  + String.join(", ", new TreeSet<>(active.providers().keySet()))
              : texts(own);
      return new Answer.Unknown("provider " + provider + " is not available: " + why);
    }
    if (served.isForJobs() && job.isEmpty()) {
      return new Answer.Unknown(
          "provider %s issues per-job credentials only; give a job with --job or --ad"
              .formatted(provider));
    }
    Optional<JobContext> facts =
        served.isForJobs() ? job.map(one -> of(served, one)) : Optional.empty();
    String handle = facts.map(one -> one.id().toString()).orElse("");
    CredentialId id = new CredentialId(user, provider, handle);
    served.prepare(List.of(user));
    return new Answer.Decided(served.decideOn(id, facts));
  }

  /** A provider that issues for clusters knows the job's cluster only. */
  private static JobContext of(TokenProvider served, JobContext job) {
    return switch (served.settings().jobs().granularity()) {
      case CLUSTER -> new JobContext(job.id().wholeCluster(), job.attributes());
      case JOB, USER -> job;
    };
  }

  private static String texts(List<Problem> problems) {
    return problems.stream().map(Problem::toString).collect(Collectors.joining("; "));
  }
}
