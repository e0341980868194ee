package org.credmint.daemon;

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
import org.credmint.config.Settings;
import org.credmint.config.Template;
import org.credmint.credential.AttributeValue;
import org.credmint.credential.CredentialId;
import org.credmint.credential.JobId;
import org.credmint.issue.Issuance;
import org.credmint.issue.LocalIssuer;
import org.credmint.issue.TokenIds;
import org.credmint.key.Signatures;
import org.credmint.os.Directory;
import org.credmint.os.Host;
import org.credmint.os.PosixException;
import org.credmint.policy.Decision;
import org.credmint.policy.Facts;
import org.credmint.policy.JobFacts;
import org.credmint.policy.Plan;
import org.credmint.policy.Policy;
import org.credmint.policy.Refusal;
import org.credmint.renew.Freshness;

/** Looks at a configuration as a start would, and changes nothing. */
public final class Examination {
  private static final String SAMPLE_USER = "nobody";

  private final Host host;
  private final Reloader reloader;

  /** An examination by a reader that makes no keys. */
  public Examination(Host host, Reloader reloader) {
    this.host = host;
    this.reloader = reloader;
  }

  /**
   * What was found.
   *
   * @param problems everything that is wrong
   * @param providers what can be served
   */
  public record Findings(List<Problem> problems, List<Provider> providers) {
    /** Takes copies. */
    public Findings {
      problems = List.copyOf(problems);
      providers = List.copyOf(providers);
    }
  }

  /**
   * A provider that can be served.
   *
   * @param settings its knobs
   * @param thumbprint of its key (RFC 7638)
   * @param publicJwk the public half of its key
   * @param pullInterval how often jobs fetch
   * @param freshness the promise that follows from it
   * @param sample a token for the user {@code nobody}, or why there is none
   */
  public record Provider(
      ProviderSettings settings,
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
    Reload reload = reloader.reload();
    if (reload instanceof Reload.Unreadable unreadable) {
      return new Findings(
          List.of(
              Problem.fatal(
                  "condor_config_val", "", unreadable.reason(), "fix the HTCondor configuration")),
          List.of());
    }
    if (reload instanceof Reload.Unusable unusable) {
      return new Findings(unusable.problems(), List.of());
    }
    Reload.Read read = (Reload.Read) reload;
    List<Problem> problems = new ArrayList<>(read.problems());
    Settings settings = read.serving().settings();
    unfitDirectory(settings.credentialDirectory()).ifPresent(problems::add);
    Map<String, ServedProvider> sorted = new TreeMap<>(read.serving().providers());
    return new Findings(
        problems, sorted.values().stream().map(one -> provider(settings, one, now)).toList());
  }

  private Optional<Problem> unfitDirectory(Path path) {
    try (Directory top = host.openDirectoryFollowingLink(path)) {
      return Claim.whyUnfit(path, top.state());
    } catch (PosixException e) {
      return Optional.of(Claim.unusable(path, e));
    }
  }

  private Provider provider(Settings settings, ServedProvider served, Instant now) {
    return new Provider(
        served.settings(),
        served.key().thumbprint(),
        served.key().toPublicJwk(),
        settings.pullInterval(),
        new Freshness(settings.pullInterval().value()),
        sample(served, now));
  }

  private Sample sample(ServedProvider served, Instant now) {
    CredentialId id = new CredentialId(SAMPLE_USER, served.settings().name(), "");
    Facts user = new Facts(served.groupsOf(SAMPLE_USER), new Facts.ExpressionValue.Absent());
    Facts facts = isForJobs(served.settings()) ? user.of(sampleJob(served.settings())) : user;
    Decision decision = Policy.decide(id, served.settings().bare(), facts);
    if (decision instanceof Plan plan) {
      return issued(plan, served, now);
    }
    Refusal refusal = (Refusal) decision;
    return new Sample.None(refusal.rule() + ": " + refusal.reason());
  }

  private static boolean isForJobs(ProviderSettings provider) {
    return provider.jobs().granularity() != Granularity.USER;
  }

  /** A job whose attributes all say {@code sample}, and that asks for nothing less. */
  private static JobFacts sampleJob(ProviderSettings provider) {
    JobId job =
        provider.jobs().granularity() == Granularity.JOB ? new JobId(1, 0) : JobId.ofCluster(1);
    Set<String> narrowing = Set.copyOf(provider.narrowing().attributes());
    Set<String> ofLifetime =
        provider.claims().lifetimeTemplate().map(Template::names).orElse(Set.of());
    long seconds = provider.claims().lifetime().toSeconds();
    return new JobFacts(
        job,
        name ->
            narrowing.contains(name)
                ? Optional.empty()
                : Optional.of(
                    ofLifetime.contains(name)
                        ? new AttributeValue.Whole(seconds)
                        : new AttributeValue.Text("sample")));
  }

  private Sample issued(Plan plan, ServedProvider served, Instant now) {
    Issuance issuance =
        new LocalIssuer(Signatures.ofTheJdk())
            .mint(plan, served.key(), now, new TokenIds(host.random()).next());
    if (issuance instanceof Issuance.Issued issued) {
      return new Sample.Token(issued);
    }
    return new Sample.None(((Issuance.Failed) issuance).reason());
  }
}
