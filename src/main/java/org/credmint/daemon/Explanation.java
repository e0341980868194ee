package org.credmint.daemon;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.credmint.config.Problem;
import org.credmint.config.ScheddQueue;
import org.credmint.credential.CredentialId;
import org.credmint.policy.Decision;
import org.credmint.policy.JobFacts;

/** Tells what would be issued and why, as the configuration stands now. Changes nothing. */
public final class Explanation {
  private final Reloader reloader;

  /** An explanation by a reader whose keys need not be the real ones. */
  public Explanation(Reloader reloader) {
    this.reloader = reloader;
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
    return reloader.reload() instanceof Reload.Read read
        ? read.serving().queues().stream()
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
  public Answer explain(String user, String provider, Optional<JobFacts> job) {
    Reload reload = reloader.reload();
    if (reload instanceof Reload.Read read) {
      return explain(read, user, provider, job);
    }
    String reason =
        reload instanceof Reload.Unusable unusable
            ? texts(unusable.problems())
            : ((Reload.Unreadable) reload).reason();
    return new Answer.Unknown(reason);
  }

  private static Answer explain(
      Reload.Read read, String user, String provider, Optional<JobFacts> job) {
    Serving serving = read.serving();
    if (!(serving.providers().get(provider) instanceof TokenProvider served)) {
      List<Problem> own =
          read.problems().stream()
              .filter(problem -> problem.provider().equals(Optional.of(provider)))
              .toList();
      String why =
          own.isEmpty()
              ? "available providers: "
                  + String.join(", ", new TreeSet<>(serving.providers().keySet()))
              : texts(own);
      return new Answer.Unknown("provider " + provider + " is not available: " + why);
    }
    if (served.isForJobs() && job.isEmpty()) {
      return new Answer.Unknown(
          "provider %s issues per-job credentials only; give a job with --job or --ad"
              .formatted(provider));
    }
    Optional<JobFacts> facts =
        served.isForJobs() ? job.map(one -> of(served, one)) : Optional.empty();
    String handle = facts.map(one -> one.id().toString()).orElse("");
    CredentialId id = new CredentialId(user, provider, handle);
    served.prepare(List.of(user));
    return new Answer.Decided(served.decideOn(id, facts));
  }

  /** A provider that issues for clusters knows the job's cluster only. */
  private static JobFacts of(TokenProvider served, JobFacts job) {
    return switch (served.settings().jobs().granularity()) {
      case CLUSTER -> new JobFacts(job.id().wholeCluster(), job.attributes());
      case JOB, USER -> job;
    };
  }

  private static String texts(List<Problem> problems) {
    return problems.stream().map(Problem::toString).collect(Collectors.joining("; "));
  }
}
