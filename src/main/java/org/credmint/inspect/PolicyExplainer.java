// SPDX-License-Identifier: Apache-2.0
package org.credmint.inspect;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.credmint.config.ScheddQueue;
import org.credmint.config.knob.Problem;
import org.credmint.credential.CredentialId;
import org.credmint.credential.JobAttributes;
import org.credmint.credential.JobId;
import org.credmint.inspect.Explanation.Decided;
import org.credmint.inspect.Explanation.Verdict;
import org.credmint.os.Host;
import org.credmint.policy.decision.Denial;
import org.credmint.provider.ConfigurationLoad;
import org.credmint.provider.ConfigurationLoader;
import org.credmint.provider.Provider;
import org.credmint.provider.Provider.Fact;
import org.credmint.request.Destination;
import org.credmint.request.Request;
import org.credmint.request.Subject;
import org.credmint.revocation.Gate;
import org.credmint.revocation.Revocations;
import org.credmint.standing.StandingProvider;

/** Tells what would be issued and why, as the configuration stands now. Changes nothing. */
public final class PolicyExplainer {
  private final Host host;
  private final ConfigurationLoader loader;

  /** An explanation by a reader whose keys need not be the real ones. */
  public PolicyExplainer(Host host, ConfigurationLoader loader) {
    this.host = host;
    this.loader = loader;
  }

  /**
   * A job that somebody asks about.
   *
   * @param id which job
   * @param attributes its ad
   * @param differing in which attributes the jobs of its cluster differ, of those that matter to
   *     credentials of clusters
   */
  public record Job(JobId id, JobAttributes attributes, Set<String> differing) {
    /** Takes a copy. */
    public Job {
      differing = Set.copyOf(differing);
    }

    /** A job of whose cluster nothing is known. */
    public Job(JobId id, JobAttributes attributes) {
      this(id, attributes, Set.of());
    }
  }

  /** What can be told. */
  public sealed interface Answer {
    /** What would become of one credential or more; never none. */
    record Explained(List<Explanation> credentials) implements Answer {
      /** Takes a copy. */
      public Explained {
        credentials = List.copyOf(credentials);
      }
    }

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
   * The attributes of jobs that decide what credentials of whole clusters say; none where no
   * provider issues such, or the configuration cannot be read.
   */
  public Set<String> attributesOfClusters() {
    return loader.load() instanceof ConfigurationLoad.Read read
        ? read.active().providers().values().stream()
            .filter(ClusterDifference::isForClusters)
            .flatMap(provider -> provider.wantedAttributes().stream())
            .collect(Collectors.toUnmodifiableSet())
        : Set.of();
  }

  /**
   * Asks about one user's or job's credentials.
   *
   * @param user the user's name as the credd stores it
   * @param provider its name; empty for those that the job asks, or all that there are
   * @param job the job that it would be for; empty for one that is the user's
   */
  public Answer explain(String user, Optional<String> provider, Optional<Job> job, Instant now) {
    ConfigurationLoad load = loader.load();
    if (load instanceof ConfigurationLoad.Read read) {
      return explain(read, user, provider, job, now);
    }
    return new Answer.Unknown(
        load instanceof ConfigurationLoad.Unusable unusable
            ? texts(unusable.problems())
            : ((ConfigurationLoad.Unreadable) load).reason());
  }

  /**
   * The same by a configuration that was read before.
   *
   * @param named as {@code provider} of the other
   */
  public Answer explain(
      ConfigurationLoad.Read read,
      String user,
      Optional<String> named,
      Optional<Job> job,
      Instant now) {
    Map<String, Provider> providers = new TreeMap<>(read.active().providers());
    if (named.isPresent() && !providers.containsKey(named.get())) {
      return new Answer.Unknown(whyAbsent(read, named.get(), providers.keySet()));
    }
    named.ifPresent(name -> providers.keySet().retainAll(Set.of(name)));
    if (named.isEmpty()) {
      job.ifPresent(one -> AskedProviders.keep(providers, one));
    }
    if (named.isPresent() && providers.get(named.get()) instanceof StandingProvider standing) {
      return new StandingExplainer(host, revocations(read)).explain(standing);
    }
    if (user.isEmpty()) {
      return new Answer.Unknown(
          "nobody is named; give --user, --job, --ad or --submit, or a standing credential as --provider");
    }
    providers.values().removeIf(Provider::isStanding);
    if (job.isEmpty()) {
      providers.values().removeIf(Provider::isForJobs);
    }
    if (providers.isEmpty()) {
      return new Answer.Unknown(
          named.map(name -> "provider " + name + " issues").orElse("all providers issue")
              + " per-job credentials only; give a job with --job, --ad or --submit");
    }
    return new Answer.Explained(
        providers.values().stream()
            .map(one -> explain(read, idOf(one, user, job), job, now))
            .toList());
  }

  private Revocations revocations(ConfigurationLoad.Read read) {
    return new Gate(host).at(read.active().settings().controlDirectory());
  }

  private static CredentialId idOf(Provider provider, String user, Optional<Job> job) {
    String handle =
        job.filter(one -> provider.isForJobs())
            .map(one -> provider.covered(one.id()).toString())
            .orElse("");
    return new CredentialId(user, provider.name(), handle);
  }

  /**
   * Asks about one credential of a provider that is served and issues for users or jobs.
   *
   * @param job the job that it would be for, where its provider issues for jobs
   */
  public Explanation explain(
      ConfigurationLoad.Read read, CredentialId id, Optional<Job> job, Instant now) {
    Provider provider = Objects.requireNonNull(read.active().providers().get(id.provider()));
    DiskView disk = new DiskView(host, read.active(), now);
    Optional<String> unserved =
        disk.whyUnserved(id.user()).or(() -> read.active().directoryReader().whyOthers(id));
    if (unserved.isPresent()) {
      return new Explanation(
          id.toString(),
          new Verdict.Denied(Optional.empty(), unserved.get()),
          provider.facts(),
          List.of(),
          Optional.empty());
    }
    provider.prepare(List.of(id.user()));
    Optional<Job> own = job.filter(one -> provider.isForJobs());
    Request request =
        new Request(
            id,
            subject(id.user(), provider, own),
            Destination.CREDENTIAL_DIRECTORY,
            Request.Retention.KEEP);
    List<Fact> facts = new ArrayList<>(provider.facts());
    own.flatMap(one -> ClusterDifference.note(provider, one)).ifPresent(facts::add);
    Provider.Answer answer = Gate.decide(revocations(read), provider, request);
    return new Explanation(
        id.toString(),
        verdict(answer),
        facts,
        disk.of(id, provider),
        Optional.of(new Decided(provider, request, answer)));
  }

  private static Subject subject(String user, Provider provider, Optional<Job> job) {
    return job.<Subject>map(
            one ->
                new Subject.Job(
                    user,
                    provider.covered(one.id()),
                    one.attributes(),
                    ClusterDifference.attributes(provider, one),
                    Optional.empty()))
        .orElseGet(() -> new Subject.User(user));
  }

  static Verdict verdict(Provider.Answer answer) {
    if (answer instanceof Provider.Answer.Planned<?> planned) {
      return new Verdict.Issued(planned.plan().trace());
    }
    Denial denial = ((Provider.Answer.Denied) answer).denial();
    return new Verdict.Denied(Optional.of(denial.rule()), denial.reason());
  }

  private static String whyAbsent(
      ConfigurationLoad.Read read, String provider, Set<String> available) {
    List<Problem> own =
        read.problems().stream()
            .filter(problem -> problem.provider().equals(Optional.of(provider)))
            .toList();
    String why =
        own.isEmpty() ? "available providers: " + String.join(", ", available) : texts(own);
    return "provider " + provider + " is not available: " + why;
  }

  private static String texts(List<Problem> problems) {
    return problems.stream().map(Problem::toString).collect(Collectors.joining("; "));
  }
}
