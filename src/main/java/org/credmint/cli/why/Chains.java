// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.why;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.credmint.config.knob.Problem;
import org.credmint.credential.AttributeValue;
import org.credmint.credential.CredentialId;
import org.credmint.credential.JobId;
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
import org.credmint.htcondor.CredentialFileNames;
import org.credmint.inspect.CredentialLook;
import org.credmint.inspect.Explanation;
import org.credmint.inspect.FileFinding;
import org.credmint.inspect.PolicyExplainer.Job;
import org.credmint.inspect.Sight;
import org.credmint.provider.ConfigurationLoad;
import org.credmint.request.Subject;
import org.credmint.status.CredentialStatus;
import org.credmint.status.StateFile;
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
  private static final int MOST_JOBS = 5;

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
        daemon(surroundings, read.active().settings().monitoring().stateFile()),
        new CredentialLook(surroundings.host(), read.active()),
        new DaemonLinks(daemonName, read.active().settings().credentialDirectory()),
        readerLinks,
        reader);
  }

  private static DaemonSight daemon(Why.Surroundings surroundings, Optional<Path> file) {
    if (file.isEmpty()) {
      return new DaemonSight.TurnedOff();
    }
    Path path = file.get();
    try {
      StatusReport report = StateFile.read(path);
      return new DaemonSight.Seen(report, surroundings.isRunning().test(report.process().pid()));
    } catch (NoSuchFileException e) {
      return new DaemonSight.NoFile(path);
    } catch (AccessDeniedException e) {
      return new DaemonSight.Unreadable(path, "permission denied; run this command as root");
    } catch (IOException e) {
      return new DaemonSight.Unreadable(path, String.valueOf(e.getMessage()));
    }
  }

  private Optional<StatusReport> report() {
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
    // That a job is on hold may follow from the rest, unless it is why the daemon has given it up.
    boolean isCause = jobLinks.filter(one -> one.isOver() || status.isEmpty()).isPresent();
    List<Link> chain = new ArrayList<>(before(explanation));
    jobLinks.ifPresent(links -> chain.addAll(links.requests()));
    jobLinks.filter(links -> isCause).ifPresent(links -> chain.add(links.status()));
    chain.addAll(credential(explanation, sight, status));
    sight.ifPresent(seen -> chain.addAll(file(seen, decided.orElseThrow())));
    jobLinks.filter(links -> !isCause).ifPresent(links -> chain.add(links.status()));
    return new Diagnosis(explanation.name(), chain);
  }

  private List<Link> credential(
      Explanation explanation, Optional<Sight> sight, Optional<CredentialStatus> status) {
    boolean listsAll = report().map(StatusReport::isComplete).orElse(false);
    Found found = new Found(explanation, sight, status, listsAll, reader);
    return new CredentialLinks(found, isBelieved()).all();
  }

  private List<Link> file(Sight seen, Explanation.Decided decided) {
    List<Link> links = new ArrayList<>(new FileLinks(seen, decided, reader).all());
    if (seen.file() instanceof FileFinding.Found file) {
      links.addAll(readerLinks.of(file.said()));
    }
    return links;
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
    return new JobLinks(job, served, read.active().directoryReader().forJobs());
  }

  private Optional<CredentialStatus> status(CredentialId id) {
    return report().stream()
        .flatMap(all -> all.credentials().stream())
        .filter(one -> one.id().equals(id))
        .findFirst();
  }

  /** Of the credentials of a user's jobs those that the daemon has trouble with; else how many. */
  List<Diagnosis> jobsOf(String user, Optional<String> provider) {
    List<CredentialStatus> all =
        report().stream()
            .flatMap(report -> report.credentials().stream())
            .filter(one -> one.job().isPresent() && one.id().user().equals(user))
            .filter(one -> provider.map(one.id().provider()::equals).orElse(true))
            .sorted(CredentialStatus.BY_URGENCY)
            .toList();
    return all.stream().limit(MOST_JOBS).map(this::ofJob).toList();
  }

  private Diagnosis ofJob(CredentialStatus one) {
    List<Link> chain = new ArrayList<>();
    ConfigurationLinks.directory(look.unfit()).ifPresent(chain::add);
    chain.addAll(daemonLinks.of(daemon, true, reader.now()));
    chain.add(CredentialLinks.ofListed(one, "credmint why " + one.job().orElseThrow()));
    return new Diagnosis(one.id().toString(), chain);
  }

  /** What a user requests of providers that the configuration names and that are not served. */
  List<Diagnosis> unserved(String user, Optional<String> provider) {
    return read.problems().stream()
        .filter(Problem::isError)
        .flatMap(problem -> problem.provider().stream())
        .distinct()
        .filter(name -> !read.active().providers().containsKey(name))
        .filter(name -> provider.map(name::equals).orElseGet(() -> look.hasRequest(user, name)))
        .map(
            name ->
                new Diagnosis(
                    user + "/" + name, List.of(ConfigurationLinks.provider(name, read.problems()))))
        .toList();
  }

  /** Nobody can answer for it. */
  Diagnosis unanswered(String asked, String reason) {
    List<Link> chain = new ArrayList<>(daemonLinks.of(daemon, false, reader.now()));
    chain.add(0, Link.fault("provider", reason, "credmint check"));
    return new Diagnosis(asked, chain);
  }

  /** The credential that a file of the credential directory is of; empty for any other file. */
  Optional<CredentialId> idOf(Path file) {
    Path directory = read.active().settings().credentialDirectory();
    Path user = file.getParent();
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    if (user == null || !directory.equals(user.getParent()) || dot < 1) {
      return Optional.empty();
    }
    String suffix = name.substring(dot);
    return suffix.equals(CredentialFileNames.USE) || suffix.equals(CredentialFileNames.TOP)
        ? idOf(String.valueOf(user.getFileName()), name.substring(0, dot))
        : Optional.empty();
  }

  private Optional<CredentialId> idOf(String user, String stem) {
    for (String provider : read.active().directoryReader().forJobs()) {
      String start = provider + "_";
      if (stem.startsWith(start) && JobId.parse(stem.substring(start.length())).isPresent()) {
        return Optional.of(new CredentialId(user, provider, stem.substring(start.length())));
      }
    }
    return read.active()
        .directoryReader()
        .names()
        .ours(stem, read.active().directoryReader().providers(), false)
        .map(parts -> new CredentialId(user, parts.provider(), parts.handle()));
  }

  /** A text in a job's ad; empty where there is none. */
  static String text(Job job, String name) {
    return job.attributes().get(name).orElse(null) instanceof AttributeValue.Text text
        ? text.value()
        : "";
  }
}
