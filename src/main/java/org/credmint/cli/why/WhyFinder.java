// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.why;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.credmint.credential.CredentialId;
import org.credmint.credential.JobId;
import org.credmint.diagnosis.ConfigurationLinks;
import org.credmint.diagnosis.Diagnosis;
import org.credmint.diagnosis.Link;
import org.credmint.diagnosis.ReaderLinks;
import org.credmint.inspect.Explanation;
import org.credmint.inspect.PolicyExplainer;
import org.credmint.inspect.PolicyExplainer.Answer;
import org.credmint.inspect.PolicyExplainer.Job;
import org.credmint.provider.ConfigurationLoad;
import org.credmint.provider.ConfigurationLoader;
import org.credmint.provider.Provider;
import org.credmint.request.Destination;
import org.credmint.request.Subject;

/** Finds the credentials that somebody asks about, and has each examined. */
final class WhyFinder {
  private final Why.Surroundings surroundings;
  private final ConfigurationLoader loader;
  private final String daemonName;
  private final Optional<String> named;
  private final ReaderLinks readerLinks;
  private final PolicyExplainer explainer;
  private final Instant now;

  WhyFinder(
      Why.Surroundings surroundings,
      ConfigurationLoader loader,
      String daemonName,
      Optional<String> named,
      ReaderLinks readerLinks) {
    this.surroundings = surroundings;
    this.loader = loader;
    this.daemonName = daemonName;
    this.named = named;
    this.readerLinks = readerLinks;
    this.explainer = new PolicyExplainer(surroundings.host(), loader);
    this.now = surroundings.clock().instant();
  }

  /** What was found; one or more. */
  List<Diagnosis> find(String asked) {
    ConfigurationLoad load = loader.load();
    if (load instanceof ConfigurationLoad.Read read) {
      return find(asked, read);
    }
    if (asked.contains("/")) {
      return List.of(new OtherFile(Path.of(asked), now).diagnosis(readerLinks));
    }
    Link link =
        load instanceof ConfigurationLoad.Unusable unusable
            ? ConfigurationLinks.unusable(unusable.problems())
            : ConfigurationLinks.unreadable(
                ((ConfigurationLoad.Unreadable) load).reason(), daemonName);
    return List.of(new Diagnosis(asked, List.of(link)));
  }

  private List<Diagnosis> find(String asked, ConfigurationLoad.Read read) {
    Chains chains = Chains.of(surroundings, read, daemonName, readerLinks, now);
    if (asked.contains("/")) {
      return ofFile(Path.of(asked).toAbsolutePath().normalize(), read, chains);
    }
    Optional<JobId> job = JobId.parse(asked);
    if (job.isPresent()) {
      return ofJob(job.get(), named, read, chains);
    }
    List<Diagnosis> targets = ofTarget(asked, read, chains);
    return targets.isEmpty() ? ofUser(asked, read, chains) : targets;
  }

  private List<Diagnosis> ofUser(String user, ConfigurationLoad.Read read, Chains chains) {
    List<Diagnosis> all = new ArrayList<>(chains.unserved(user, named));
    for (CredentialId id : chains.look().requests(user)) {
      boolean isAsked = named.map(id.provider()::equals).orElse(true);
      if (isAsked && !forJobs(read, id)) {
        all.add(chains.of(explainer.explain(read, id, Optional.empty(), now), Optional.empty()));
      }
    }
    all.addAll(chains.jobsOf(user, named));
    return all.isEmpty()
        ? answered(user, explainer.explain(read, user, named, Optional.empty(), now), chains)
        : all;
  }

  private static boolean forJobs(ConfigurationLoad.Read read, CredentialId id) {
    return read.active().directoryReader().forJobs().contains(id.provider());
  }

  private static List<Diagnosis> answered(String asked, Answer answer, Chains chains) {
    return answer instanceof Answer.Explained explained
        ? explained.credentials().stream().map(one -> chains.of(one, Optional.empty())).toList()
        : List.of(chains.unanswered(asked, ((Answer.Unknown) answer).reason()));
  }

  private List<Diagnosis> ofJob(
      JobId asked, Optional<String> provider, ConfigurationLoad.Read read, Chains chains) {
    JobId id = asked.isCluster() ? new JobId(asked.schedd(), asked.cluster(), 0) : asked;
    try {
      Job job = surroundings.jobs().find(id, explainer);
      String owner = Chains.text(job, "Owner");
      if (owner.isEmpty()) {
        return List.of(chains.unanswered(id.toString(), "the ad of job " + id + " has no Owner"));
      }
      Answer answer = explainer.explain(read, owner, provider, Optional.of(job), now);
      return answer instanceof Answer.Explained explained
          ? explained.credentials().stream().map(one -> chains.of(one, Optional.of(job))).toList()
          : answered(id.toString(), answer, chains);
    } catch (IOException e) {
      Link link = Link.fault("job", String.valueOf(e.getMessage()), "condor_q -allusers");
      return List.of(new Diagnosis(id.toString(), List.of(link)));
    }
  }

  /** None where nothing of this name is declared. */
  private List<Diagnosis> ofTarget(String name, ConfigurationLoad.Read read, Chains chains) {
    if (!read.active().providers().containsKey(name)
        && read.problems().stream()
            .anyMatch(one -> one.isError() && one.provider().equals(Optional.of(name)))) {
      Link link = ConfigurationLinks.provider(name, read.problems());
      return List.of(new Diagnosis(name, List.of(link)));
    }
    return standing(read)
        .filter(one -> isOf(name, one))
        .map(one -> chains.of(one, Optional.empty()))
        .toList();
  }

  private Stream<Explanation> standing(ConfigurationLoad.Read read) {
    return read.active().providers().values().stream()
        .filter(Provider::isStanding)
        .map(Provider::name)
        .filter(provider -> named.map(provider::equals).orElse(true))
        .sorted()
        .map(provider -> explainer.explain(read, "", Optional.of(provider), Optional.empty(), now))
        .filter(Answer.Explained.class::isInstance)
        .flatMap(answer -> ((Answer.Explained) answer).credentials().stream());
  }

  private static boolean isOf(String name, Explanation one) {
    return one.decided().isPresent()
        ? one.decided().get().provider().name().equals(name)
            || (one.decided().get().request().subject() instanceof Subject.Target target
                && target.name().equals(name))
        : one.name().startsWith(name + ", target ") || one.name().endsWith(", target " + name);
  }

  private List<Diagnosis> ofFile(Path path, ConfigurationLoad.Read read, Chains chains) {
    Optional<CredentialId> id = chains.idOf(path);
    if (id.isPresent()) {
      Optional<JobId> job = JobId.parse(id.get().handle());
      boolean isJobs = forJobs(read, id.get());
      return job.isPresent() && isJobs
          ? ofJob(job.get(), Optional.of(id.get().provider()), read, chains)
          : List.of(
              chains.of(
                  explainer.explain(read, id.get(), Optional.empty(), now), Optional.empty()));
    }
    List<Diagnosis> exported =
        standing(read)
            .filter(one -> one.decided().filter(decided -> isAt(path, decided)).isPresent())
            .map(one -> chains.of(one, Optional.empty()))
            .toList();
    return exported.isEmpty() ? List.of(new OtherFile(path, now).diagnosis(readerLinks)) : exported;
  }

  private static boolean isAt(Path path, Explanation.Decided decided) {
    return decided.request().destination() instanceof Destination.Exported exported
        && exported.file().equals(path);
  }
}
