// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.why;

import java.io.IOException;
import java.nio.file.InvalidPathException;
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
    Link link =
        load instanceof ConfigurationLoad.Unusable unusable
            ? ConfigurationLinks.unusable(unusable.problems())
            : ConfigurationLinks.unreadable(
                ((ConfigurationLoad.Unreadable) load).reason(), daemonName);
    List<Link> chain = new ArrayList<>(List.of(link));
    if (asked.contains("/")) {
      chain.addAll(path(asked).map(this::unplaced).orElseGet(() -> List.of(noPath())));
    }
    return List.of(new Diagnosis(asked, chain));
  }

  private List<Link> unplaced(Path path) {
    String whose = "whether Credmint keeps it cannot be told without the configuration";
    return new OtherFile(surroundings.host(), path, whose, now).links(readerLinks);
  }

  /** Empty for a name that cannot be one in this locale. */
  private static Optional<Path> path(String asked) {
    try {
      return Optional.of(Path.of(asked).toAbsolutePath().normalize());
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static Link noPath() {
    String text = "this is no path that can be opened with the locale of this shell";
    return Link.unknown("file", text, "export LC_ALL=C.UTF-8");
  }

  private List<Diagnosis> find(String asked, ConfigurationLoad.Read read) {
    Chains chains = Chains.of(surroundings, read, daemonName, readerLinks, now);
    if (asked.contains("/")) {
      return path(asked)
          .map(path -> ofFile(new PathNames(read.active()).asConfigured(path), read, chains))
          .orElseGet(() -> List.of(new Diagnosis(asked, List.of(noPath()))));
    }
    Optional<JobId> job = JobId.parse(asked);
    if (job.isPresent()) {
      return ofJob(job.get(), named, Optional.empty(), read, chains);
    }
    List<Diagnosis> targets = ofTarget(asked, read, chains);
    return targets.isEmpty() ? ofUser(asked, read, chains) : targets;
  }

  private List<Diagnosis> ofUser(String user, ConfigurationLoad.Read read, Chains chains) {
    List<Diagnosis> all = new ArrayList<>(new UserChains(chains).unserved(user, named));
    for (CredentialId id : chains.look().requests(user)) {
      boolean isAsked = named.map(id.provider()::equals).orElse(true);
      if (isAsked && !forJobs(read, id)) {
        all.add(chains.of(explainer.explain(read, id, Optional.empty(), now), Optional.empty()));
      }
    }
    all.addAll(new UserChains(chains).jobsOf(user, named));
    if (!all.isEmpty()) {
      return all;
    }
    Answer answer = explainer.explain(read, user, named, Optional.empty(), now);
    boolean isServed = named.map(read.active().providers()::containsKey).orElse(true);
    return answer instanceof Answer.Unknown && isServed
        ? List.of(new UserChains(chains).withoutJob(user))
        : answered(user, answer, chains);
  }

  private static boolean forJobs(ConfigurationLoad.Read read, CredentialId id) {
    return read.active().directoryReader().forJobs().contains(id.provider());
  }

  private static List<Diagnosis> answered(String asked, Answer answer, Chains chains) {
    return answer instanceof Answer.Explained explained
        ? explained.credentials().stream().map(one -> chains.of(one, Optional.empty())).toList()
        : List.of(new UserChains(chains).unanswered(asked, ((Answer.Unknown) answer).reason()));
  }

  private List<Diagnosis> ofJob(
      JobId asked,
      Optional<String> provider,
      Optional<CredentialId> file,
      ConfigurationLoad.Read read,
      Chains chains) {
    JobId id = asked.isCluster() ? new JobId(asked.schedd(), asked.cluster(), 0) : asked;
    try {
      Job job = surroundings.jobs().find(id, explainer);
      String owner = Chains.text(job, "Owner");
      if (owner.isEmpty()) {
        return List.of(
            new UserChains(chains)
                .unanswered(id.toString(), "the ad of job " + id + " has no Owner"));
      }
      Answer answer = explainer.explain(read, owner, provider, Optional.of(job), now);
      return answer instanceof Answer.Explained explained
          ? explained.credentials().stream().map(one -> chains.of(one, Optional.of(job))).toList()
          : answered(id.toString(), answer, chains);
    } catch (IOException e) {
      List<Link> chain = new ArrayList<>(List.of(absent(id, e)));
      file.ifPresent(one -> chain.addAll(chains.fileOf(one)));
      return List.of(new Diagnosis(id.toString(), chain));
    }
  }

  private static Link absent(JobId id, IOException e) {
    String reason = String.valueOf(e.getMessage());
    return e instanceof Why.NotInQueueException
        ? Link.fault("job", reason, "condor_history -limit 1 " + id.withinSchedd())
        : Link.unknown("job", "the schedd cannot be asked: " + reason, "condor_who -quick");
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
    Optional<CredentialId> id = new PathNames(read.active()).idOf(path);
    if (id.isPresent()) {
      Optional<JobId> job = JobId.parse(id.get().handle());
      boolean isJobs = forJobs(read, id.get());
      return job.isPresent() && isJobs
          ? ofJob(job.get(), Optional.of(id.get().provider()), id, read, chains)
          : List.of(
              chains.of(
                  explainer.explain(read, id.get(), Optional.empty(), now), Optional.empty()));
    }
    List<Diagnosis> exported =
        standing(read)
            .filter(one -> one.decided().map(chains.look()::path).filter(path::equals).isPresent())
            .map(one -> chains.of(one, Optional.empty()))
            .toList();
    if (!exported.isEmpty()) {
      return exported;
    }
    OtherFile other = new OtherFile(surroundings.host(), path, "Credmint does not keep it", now);
    return List.of(new Diagnosis(path.toString(), other.links(readerLinks)));
  }
}
