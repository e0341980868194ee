// SPDX-License-Identifier: Apache-2.0
package org.credmint.inspect;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.credmint.credential.CredentialId;
import org.credmint.inspect.Explanation.Verdict;
import org.credmint.inspect.PolicyExplainer.Answer;
import org.credmint.os.Host;
import org.credmint.os.file.Directory;
import org.credmint.os.libc.PosixException;
import org.credmint.provider.ConfigurationLoad;
import org.credmint.provider.ConfigurationLoader;
import org.credmint.provider.Provider;
import org.credmint.status.StateFile;
import org.credmint.status.StatusReport;

/**
 * What the configuration on disk would change, once the daemon reads it: what users and targets
 * have now was issued by the one in use, so the disk itself tells the difference. Credentials of
 * jobs are left out: each would need its job's ad.
 */
public final class ConfigurationChanges {
  private static final int ROOT = 0;

  private final Host host;
  private final ConfigurationLoader loader;
  private final PolicyExplainer explainer;

  /** A comparison by a reader that makes no keys. */
  public ConfigurationChanges(Host host, ConfigurationLoader loader) {
    this.host = host;
    this.loader = loader;
    this.explainer = new PolicyExplainer(host, loader);
  }

  /** What becomes of a credential. */
  public enum Kind {
    /** There is one, and it would not be issued any more. */
    LOSES,
    /** There is none, and it would be issued. */
    GAINS,
    /** There is one, and the next would say something else. */
    CHANGES
  }

  /**
   * One credential that changes.
   *
   * @param credential which
   * @param text how, for people
   */
  public record Change(Kind kind, String credential, String text) {}

  /** What can be told. */
  public sealed interface Outcome {
    /**
     * It was compared.
     *
     * @param compared how many credentials there are to compare
     */
    record Compared(List<Change> changes, int compared) implements Outcome {
      /** Takes a copy. */
      public Compared {
        changes = List.copyOf(changes);
      }
    }

    /** Nothing can be told. */
    record NotCompared(String reason) implements Outcome {}
  }

  /** Compares as of now. */
  public Outcome compare(Instant now) {
    ConfigurationLoad load = loader.load();
    if (!(load instanceof ConfigurationLoad.Read read)) {
      return new Outcome.NotCompared(
          "The daemon would keep the configuration it has: "
              + (load instanceof ConfigurationLoad.Unreadable unreadable
                  ? unreadable.reason()
                  : "nothing can be served with it; 'credmint check' says why"));
    }
    Optional<String> blind = whyBlind(read.active().settings().credentialDirectory());
    if (blind.isPresent()) {
      return new Outcome.NotCompared(blind.get());
    }
    CredentialLook look = new CredentialLook(host, read.active());
    List<Explanation> all = Stream.concat(users(read, look, now), targets(read, now)).toList();
    List<Change> changes = new ArrayList<>();
    all.forEach(one -> change(one, look).ifPresent(changes::add));
    changes.addAll(unserved(read, look));
    running(read).ifPresent(report -> changes.addAll(ofProviders(read, report)));
    return new Outcome.Compared(changes, all.size());
  }

  /** Others than root and the owner of the users' directories see no request. */
  private Optional<String> whyBlind(Path directory) {
    int reader = host.identity().uid();
    try (Directory top = host.openDirectoryFollowingLink(directory)) {
      return reader == ROOT || reader == top.state().uid()
          ? Optional.empty()
          : Optional.of(
              "Uid %d cannot see what users request in %s: run this command as root."
                  .formatted(reader, directory));
    } catch (PosixException e) {
      return Optional.of("The credential directory cannot be read: " + e.getMessage());
    }
  }

  private Stream<Explanation> users(ConfigurationLoad.Read read, CredentialLook look, Instant now) {
    return look.users().stream()
        .flatMap(user -> look.requests(user).stream())
        .map(id -> explainer.explain(read, id, Optional.empty(), now));
  }

  private Stream<Explanation> targets(ConfigurationLoad.Read read, Instant now) {
    return read.active().providers().values().stream()
        .filter(Provider::isStanding)
        .map(Provider::name)
        .sorted()
        .map(name -> explainer.explain(read, "", Optional.of(name), Optional.empty(), now))
        .filter(Answer.Explained.class::isInstance)
        .flatMap(answer -> ((Answer.Explained) answer).credentials().stream());
  }

  private static Optional<Change> change(Explanation one, CredentialLook look) {
    Optional<FileFinding> file = one.decided().map(look::at).map(Sight::file);
    if (one.decided().filter(decided -> decided.provider().isForJobs()).isPresent()) {
      return file.filter(FileFinding.Found.class::isInstance)
          .map(found -> new Change(Kind.LOSES, one.name(), "only jobs are to have it"));
    }
    boolean isThere = file.filter(FileFinding.Found.class::isInstance).isPresent();
    if (one.verdict() instanceof Verdict.Denied denied) {
      return isThere
          ? Optional.of(new Change(Kind.LOSES, one.name(), denied.reason()))
          : Optional.empty();
    }
    if (file.filter(FileFinding.Missing.class::isInstance).isPresent()) {
      return Optional.of(new Change(Kind.GAINS, one.name(), "it would be issued"));
    }
    return file.filter(FileFinding.Found.class::isInstance)
        .flatMap(found -> ((FileFinding.Found) found).unlike())
        .map(why -> new Change(Kind.CHANGES, one.name(), why));
  }

  /** What users request of providers that the configuration has a mistake in. */
  private static List<Change> unserved(ConfigurationLoad.Read read, CredentialLook look) {
    return read.bounds().providers().keySet().stream()
        .sorted()
        .flatMap(
            provider ->
                look.users().stream()
                    .filter(user -> look.hasRequest(user, provider))
                    .map(user -> new CredentialId(user, provider, "")))
        .map(
            id ->
                new Change(
                    Kind.CHANGES,
                    id.toString(),
                    "its provider has a mistake, so it says at most what the old and the new configuration allow"))
        .toList();
  }

  /** The state of the daemon; empty where there is none to read. */
  private static Optional<StatusReport> running(ConfigurationLoad.Read read) {
    try {
      Optional<Path> file = read.active().settings().monitoring().stateFile();
      return file.isEmpty() ? Optional.empty() : Optional.of(StateFile.read(file.get()));
    } catch (IOException e) {
      return Optional.empty(); // 'credmint status' tells why
    }
  }

  private static List<Change> ofProviders(ConfigurationLoad.Read read, StatusReport report) {
    Set<String> now = new TreeSet<>();
    report.providers().stream()
        .filter(one -> !one.kind().isEmpty())
        .forEach(one -> now.add(one.name()));
    Set<String> next = new TreeSet<>(read.active().providers().keySet());
    next.addAll(read.bounds().providers().keySet());
    next.addAll(read.bounds().standing().keySet());
    next.addAll(read.bounds().logins().keySet());
    Stream<Change> lost =
        now.stream()
            .filter(name -> !next.contains(name))
            .map(name -> new Change(Kind.LOSES, "provider " + name, "it is not configured"));
    Stream<Change> gained =
        next.stream()
            .filter(name -> !now.contains(name))
            .map(name -> new Change(Kind.GAINS, "provider " + name, "it would be served"));
    return Stream.concat(lost, gained).toList();
  }
}
