// SPDX-License-Identifier: Apache-2.0
package org.credmint.provider;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.credmint.config.Granularity;
import org.credmint.config.Problem;
import org.credmint.config.ProviderSettings;
import org.credmint.config.PullInterval;
import org.credmint.config.ScheddQueue;
import org.credmint.config.Settings;
import org.credmint.config.Template;
import org.credmint.credential.AttributeValue;
import org.credmint.credential.CredentialId;
import org.credmint.credential.JobId;
import org.credmint.directory.DirectoryLock;
import org.credmint.htcondor.CredentialFileNames;
import org.credmint.issue.Issuance;
import org.credmint.os.Host;
import org.credmint.os.file.Directory;
import org.credmint.os.file.DirectoryEntry;
import org.credmint.os.libc.FileState;
import org.credmint.os.libc.PosixException;
import org.credmint.policy.Policy;
import org.credmint.policy.decision.Decision;
import org.credmint.policy.decision.DecisionContext;
import org.credmint.policy.decision.Denial;
import org.credmint.policy.decision.JobContext;
import org.credmint.policy.decision.TokenPlan;
import org.credmint.renew.Freshness;

/** Looks at a configuration as a start would, and changes nothing. */
public final class ConfigurationCheck {
  private static final String SAMPLE_USER = "nobody";

  private final Host host;
  private final ConfigurationLoader loader;

  /** An examination by a reader that makes no keys. */
  public ConfigurationCheck(Host host, ConfigurationLoader loader) {
    this.host = host;
    this.loader = loader;
  }

  /**
   * What was found.
   *
   * @param problems everything that is wrong
   * @param providers what can be served
   * @param queues the job queues that are followed; empty where no provider issues for jobs
   */
  public record Findings(
      List<Problem> problems, List<ProviderCheck> providers, List<ScheddQueue> queues) {
    /** Takes copies. */
    public Findings {
      problems = List.copyOf(problems);
      providers = List.copyOf(providers);
      queues = List.copyOf(queues);
    }
  }

  /**
   * A provider that can be served.
   *
   * @param settings its knobs
   * @param keyId its key's {@code kid}
   * @param thumbprint of its key (RFC 7638)
   * @param publicJwk the public key of its key
   * @param pullInterval how often jobs fetch
   * @param freshness the promise that follows from it
   * @param sample a token for the user {@code nobody}, or why there is none
   */
  public record ProviderCheck(
      ProviderSettings settings,
      String keyId,
      String thumbprint,
      String publicJwk,
      PullInterval pullInterval,
      Freshness freshness,
      Sample sample) {}

  /** A token that nobody is given. */
  public sealed interface Sample {
    /** It was issued; the content is the bare token. */
    record Token(Issuance.Issued issued) implements Sample {}

    /** It was refused, or could not be issued. */
    record None(String reason) implements Sample {}
  }

  /** Examines the configuration at this moment. */
  public Findings examine(Instant now) {
    ConfigurationLoad load = loader.load();
    if (load instanceof ConfigurationLoad.Unreadable unreadable) {
      return new Findings(
          List.of(
              Problem.fatal(
                  "condor_config_val", "", unreadable.reason(), "fix the HTCondor configuration")),
          List.of(),
          List.of());
    }
    if (load instanceof ConfigurationLoad.Unusable unusable) {
      List<Problem> problems = new ArrayList<>(unusable.problems());
      unusable.credentialDirectory().flatMap(this::unfitDirectory).ifPresent(problems::add);
      return new Findings(problems, List.of(), List.of());
    }
    ConfigurationLoad.Read read = (ConfigurationLoad.Read) load;
    List<Problem> problems = new ArrayList<>(read.problems());
    Settings settings = read.active().settings();
    unfitDirectory(settings.credentialDirectory()).ifPresent(problems::add);
    Map<String, Provider> sorted = new TreeMap<>(read.active().providers());
    List<ProviderCheck> checks = new ArrayList<>();
    TokenSizes sizes = new TokenSizes(users(settings.credentialDirectory()), now);
    for (Provider provider : sorted.values()) {
      if (provider instanceof TokenProvider tokens) {
        checks.add(check(settings, tokens, now));
        sizes.tooLarge(tokens).ifPresent(problems::add);
      }
    }
    return new Findings(
        problems, checks, read.active().servesJobs() ? read.active().queues() : List.of());
  }

  /** Those who have a directory for credentials; none where it cannot be read. */
  private List<String> users(Path path) {
    try (Directory top = host.openDirectoryFollowingLink(path)) {
      return top.entries().stream()
          .filter(entry -> entry.kind() == FileState.Kind.DIRECTORY)
          .map(DirectoryEntry::name)
          .filter(CredentialFileNames::isUser)
          .toList();
    } catch (PosixException e) {
      return List.of();
    }
  }

  private Optional<Problem> unfitDirectory(Path path) {
    try (Directory top = host.openDirectoryFollowingLink(path)) {
      return DirectoryLock.whyUnfit(path, top.state());
    } catch (PosixException e) {
      return Optional.of(DirectoryLock.unusable(path, e));
    }
  }

  private ProviderCheck check(Settings settings, TokenProvider served, Instant now) {
    return new ProviderCheck(
        served.settings(),
        served.issuer().key().keyId(),
        served.issuer().key().thumbprint(),
        served.issuer().key().toPublicJwk(),
        settings.pullInterval(),
        new Freshness(settings.pullInterval().value()),
        sample(served, now));
  }

  private Sample sample(TokenProvider served, Instant now) {
    CredentialId id = new CredentialId(SAMPLE_USER, served.name(), "");
    DecisionContext user =
        new DecisionContext(
            served.rights().groupsOf(SAMPLE_USER), new DecisionContext.ExpressionValue.Absent());
    DecisionContext context = served.isForJobs() ? user.of(sampleJob(served.settings())) : user;
    Decision decision = Policy.decide(id, served.settings(), context);
    if (decision instanceof TokenPlan plan) {
      return issued(plan, served, now);
    }
    Denial denial = (Denial) decision;
    return new Sample.None(denial.rule() + ": " + denial.reason());
  }

  /** A job whose attributes all say {@code sample}, and that asks for nothing less. */
  static JobContext sampleJob(ProviderSettings provider) {
    JobId job =
        provider.jobs().granularity() == Granularity.JOB ? new JobId(1, 0) : JobId.ofCluster(1);
    Set<String> narrowing = Set.copyOf(provider.narrowing().attributes());
    Set<String> ofLifetime =
        provider.claims().lifetimeTemplate().map(Template::names).orElse(Set.of());
    long seconds = provider.claims().lifetime().toSeconds();
    return new JobContext(
        job,
        name ->
            narrowing.contains(name)
                ? Optional.empty()
                : Optional.of(
                    ofLifetime.contains(name)
                        ? new AttributeValue.Whole(seconds)
                        : new AttributeValue.Text("sample")));
  }

  private static Sample issued(TokenPlan plan, TokenProvider served, Instant now) {
    Issuance issuance = served.issuer().bare().issue(plan, now);
    if (issuance instanceof Issuance.Issued issued) {
      return new Sample.Token(issued);
    }
    return new Sample.None(((Issuance.Failed) issuance).reason());
  }
}
