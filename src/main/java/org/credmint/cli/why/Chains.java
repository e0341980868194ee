// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.why;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.credmint.credential.AttributeValue;
import org.credmint.credential.CredentialId;
import org.credmint.diagnosis.ConfigurationLinks;
import org.credmint.diagnosis.CredentialLinks;
import org.credmint.diagnosis.DaemonLinks;
import org.credmint.diagnosis.DaemonSight;
import org.credmint.diagnosis.Diagnosis;
import org.credmint.diagnosis.FileLinks;
import org.credmint.diagnosis.Found;
import org.credmint.diagnosis.JobLinks;
import org.credmint.diagnosis.Link;
import org.credmint.diagnosis.ReaderLinks;
import org.credmint.htcondor.NameRule;
import org.credmint.inspect.CredentialLook;
import org.credmint.inspect.Explanation;
import org.credmint.inspect.FileFinding;
import org.credmint.inspect.PolicyExplainer.Job;
import org.credmint.inspect.Sight;
import org.credmint.policy.decision.Refusal;
import org.credmint.provider.ConfigurationLoad;
import org.credmint.provider.Provider;
import org.credmint.request.Destination;
import org.credmint.request.Request;
import org.credmint.request.Subject;
import org.credmint.status.Condition;
import org.credmint.status.CredentialStatus;
import org.credmint.status.StatusReport;

/**
 * Examines credentials link by link, by one configuration and one state of the daemon.
 *
 * @param daemon what is to be seen of the daemon
 * @param look looks at files
 */
record Chains(
    ConfigurationLoad.Read read,
    DaemonSight daemon,
    CredentialLook look,
    DaemonLinks daemonLinks,
    ReaderLinks readerLinks,
    Found.Reader reader) {
  static Chains of(
      Why.Surroundings surroundings,
      ConfigurationLoad.Read read,
      String daemonName,
      ReaderLinks readerLinks,
      Instant now) {
    Found.Reader reader =
        new Found.Reader(
            surroundings.host().identity().uid(),
            read.active().settings().trustDirectory(),
            read.active().settings().pullInterval().value(),
            now);
    return new Chains(
        read,
        DaemonFiles.sight(
            surroundings,
            read.active().settings().monitoring().stateFile(),
            read.active().settings().credentialDirectory()),
        new CredentialLook(surroundings.host(), read.active()),
        new DaemonLinks(daemonName, read.active().settings().credentialDirectory()),
        readerLinks,
        reader);
  }

  Optional<StatusReport> report() {
    return daemon instanceof DaemonSight.Seen seen ? Optional.of(seen.report()) : Optional.empty();
  }

  private boolean isBelieved() {
    return daemon instanceof DaemonSight.Seen seen
        && seen.report().whyDown(seen.running(), reader.now()).isEmpty();
  }

  /** All that bears on one credential. */
  Diagnosis of(Explanation explanation, Optional<Job> job) {
    Optional<Explanation.Decided> decided = explanation.decided();
    Optional<Sight> sight = decided.map(look::at);
    Optional<CredentialStatus> status = decided.flatMap(one -> status(one.request().id()));
    Optional<JobLinks> jobLinks = job.map(this::linksOf);
    List<Link> chain = new ArrayList<>(before(explanation));
    jobLinks.ifPresent(one -> chain.addAll(one.requests(decided.map(it -> it.provider().name()))));
    boolean listsAll = report().map(StatusReport::isComplete).orElse(false);
    Found found = new Found(explanation, sight, status, listsAll, reader);
    CredentialLinks links = new CredentialLinks(found, isBelieved());
    When when = jobLinks.map(one -> when(one, status)).orElse(When.LAST);
    jobLinks.filter(one -> when == When.FIRST).ifPresent(one -> chain.add(one.status()));
    chain.addAll(links.allowed());
    jobLinks.filter(one -> when == When.ALLOWED).ifPresent(one -> chain.add(one.status()));
    links.issued().ifPresent(chain::add);
    sight.ifPresent(seen -> chain.addAll(file(seen, decided.orElseThrow())));
    jobLinks.filter(one -> when == When.LAST).ifPresent(one -> chain.add(one.status()));
    return new Diagnosis(explanation.name(), chain);
  }

  /** Where in the chain the state of a job stands. */
  private enum When {
    /** It is over, and all else follows. */
    FIRST,
    /** The daemon issues none while the job is on hold, unless policy is why it is. */
    ALLOWED,
    /** The job may be on hold for what is wrong with its credential. */
    LAST
  }

  private static When when(JobLinks job, Optional<CredentialStatus> status) {
    if (job.isOver()) {
      return When.FIRST;
    }
    return status.filter(one -> one.condition() != Condition.NOTE).isEmpty()
        ? When.ALLOWED
        : When.LAST;
  }

  private List<Link> file(Sight seen, Explanation.Decided decided) {
    List<Link> links = new ArrayList<>(new FileLinks(seen, decided, reader).all());
    if (seen.file() instanceof FileFinding.Found file) {
      links.addAll(readerLinks.of(file.said(), "credmint config --set"));
    }
    return links;
  }

  /** The file of a job's credential, whose ad nobody has: what it should say is not judged. */
  List<Link> fileOf(CredentialId id) {
    Optional<Provider> provider = Optional.ofNullable(read.active().providers().get(id.provider()));
    Request request =
        new Request(
            id,
            new Subject.User(id.user()),
            Destination.CREDENTIAL_DIRECTORY,
            Request.Retention.KEEP);
    Provider.Answer none =
        new Provider.Answer.Denied(new Refusal(id, "", "nobody was asked without the job's ad"));
    return provider
        .map(one -> new Explanation.Decided(one, request, none))
        .map(one -> file(look.at(one), one))
        .orElse(List.of());
  }

  private List<Link> before(Explanation explanation) {
    boolean forJob =
        explanation
            .decided()
            .filter(one -> one.request().subject() instanceof Subject.Job)
            .isPresent();
    List<Link> links = new ArrayList<>();
    ConfigurationLinks.directory(look.unfit()).ifPresent(links::add);
    explanation
        .decided()
        .ifPresent(
            one -> links.add(ConfigurationLinks.provider(one.provider().name(), read.problems())));
    links.addAll(daemonLinks.of(daemon, forJob, reader.now()));
    return links;
  }

  private JobLinks linksOf(Job job) {
    Set<String> served = new TreeSet<>(read.active().providers().keySet());
    read.active().providers().values().stream()
        .filter(one -> one.isStanding())
        .forEach(one -> served.remove(one.name()));
    NameRule names = read.active().directoryReader().names();
    return new JobLinks(
        job,
        served,
        read.active().directoryReader().forJobs(),
        word -> names.isClaimed(word.replace('*', '_'), served));
  }

  private Optional<CredentialStatus> status(CredentialId id) {
    return report().stream()
        .flatMap(all -> all.credentials().stream())
        .filter(one -> one.id().equals(id))
        .findFirst();
  }

  /** A text in a job's ad; empty where there is none. */
  static String text(Job job, String name) {
    return job.attributes().get(name).orElse(null) instanceof AttributeValue.Text text
        ? text.value()
        : "";
  }
}
