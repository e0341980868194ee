package org.credmint.daemon;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.credmint.config.Problem;
import org.credmint.credential.CredentialId;
import org.credmint.credential.JobId;
import org.credmint.policy.Decision;
import org.credmint.policy.Facts;
import org.credmint.policy.Facts.ExpressionValue;
import org.credmint.policy.JobFacts;
import org.credmint.policy.Policy;

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
    ServedProvider served = serving.providers().get(provider);
    if (served == null) {
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
    Facts known =
        new Facts(
            served.groupsOf(user),
            expression(serving, served, user),
            serving.shortestLifetime(),
            facts);
    return new Answer.Decided(Policy.decide(id, served.settings(), known));
  }

  /** A provider that issues for clusters knows the job's cluster only. */
  private static JobFacts of(ServedProvider served, JobFacts job) {
    return switch (served.settings().jobs().granularity()) {
      case CLUSTER -> new JobFacts(JobId.ofCluster(job.id().cluster()), job.attributes());
      case JOB, USER -> job;
    };
  }

  private static ExpressionValue expression(Serving serving, ServedProvider served, String user) {
    Optional<String> text = served.settings().claims().scopesExpression();
    if (text.isEmpty()) {
      return new ExpressionValue.Absent();
    }
    serving.expressions().prepare(text.get(), List.of(user));
    return serving.expressions().of(text.get(), user);
  }

  private static String texts(List<Problem> problems) {
    return problems.stream().map(Problem::toString).collect(Collectors.joining("; "));
  }
}
