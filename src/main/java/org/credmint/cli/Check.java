// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.credmint.config.PolicyRules;
import org.credmint.config.Problem;
import org.credmint.config.ProviderSettings;
import org.credmint.config.ScheddQueue;
import org.credmint.credential.Description;
import org.credmint.htcondor.HtcondorInstallation;
import org.credmint.htcondor.nativelib.LibraryLoad;
import org.credmint.htcondor.nativelib.SciTokensLibrary;
import org.credmint.htcondor.tool.KnobReading;
import org.credmint.os.Host;
import org.credmint.provider.ConfigurationCheck;
import org.credmint.renew.Freshness;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Tells what a start would find wrong, and how fresh tokens would be. Changes nothing. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = "Check the configuration as at startup, without changing anything.",
    exitCodeListHeading = "Exit status:%n",
    exitCodeList = {"0:no problems", "1:problems were found and printed"})
final class Check implements Callable<Integer> {
  @Option(
      names = {"-n", "--name"},
      paramLabel = "NAME",
      defaultValue = Daemon.USUAL_NAME,
      description = "HTCondor name of the daemon (default: ${DEFAULT-VALUE}).")
  private String name = Daemon.USUAL_NAME;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Host host = Host.create();
    HtcondorInstallation htcondor = new HtcondorInstallation(host, System.getenv());
    Wiring wiring = new Wiring(host, htcondor, name.toUpperCase(Locale.ROOT));
    ConfigurationCheck check = new ConfigurationCheck(host, wiring.loader());
    ConfigurationCheck.Findings findings = check.examine(InstantSource.system().instant());
    PrintWriter out = spec.commandLine().getOut();
    if (htcondor.knobs(wiring.daemonName()).read() instanceof KnobReading.Read read) {
      out.printf("HTCondor%n");
      LibraryOpinion.ofCondor(htcondor.utils(read.knobs()))
          .forEach((what, text) -> row(out, what, text));
    }
    print(findings, htcondor.sciTokens(), out);
    return findings.problems().isEmpty() ? 0 : 1;
  }

  static void print(
      ConfigurationCheck.Findings findings,
      LibraryLoad<SciTokensLibrary> library,
      PrintWriter out) {
    findings.providers().forEach(provider -> print(provider, library, out));
    findings.queues().forEach(queue -> print(queue, out));
    for (Problem problem : findings.problems()) {
      out.printf("%s: %s%n", severity(problem), problem);
    }
    int problems = findings.problems().size();
    out.printf("%d %s%n", problems, problems == 1 ? "problem" : "problems");
    out.flush();
  }

  private static String severity(Problem problem) {
    return switch (problem.severity()) {
      case FATAL -> "ERROR, the daemon cannot start";
      case DISABLES_PROVIDER ->
          "ERROR, provider " + problem.provider().orElse("?") + " is disabled";
      case WARNING -> "WARNING";
    };
  }

  private static void print(
      ConfigurationCheck.ProviderCheck provider,
      LibraryLoad<SciTokensLibrary> library,
      PrintWriter out) {
    Duration lifetime = provider.settings().claims().lifetime();
    Freshness freshness = provider.freshness();
    out.printf("provider %s%n", provider.settings().name());
    row(out, "issuer", provider.settings().issuer());
    row(out, "key", provider.keyId() + ", SHA-256 " + provider.thumbprint());
    row(out, "policy", policy(provider.settings()));
    row(out, "lifetime", lifetime.toSeconds() + " s");
    row(out, "jobs fetch tokens", pull(provider));
    row(out, "renewed at half-life", lifetime.dividedBy(2).toSeconds() + " s, +- 10 %");
    row(out, "renewed at the latest", latest(freshness.latestAge(lifetime)));
    row(out, "left in a running job", left(freshness, lifetime));
    row(out, "shortest lifetime", freshness.shortestLifetime().toSeconds() + " s");
    print(provider.sample(), out);
    if (provider.sample() instanceof ConfigurationCheck.Sample.Token token) {
      row(out, "libSciTokens says", LibraryOpinion.ofSample(library, provider, token));
      token.issued().content().close();
    }
  }

  /** The least life of a job's copy of its token. */
  static String left(Freshness freshness, Duration lifetime) {
    Duration least = freshness.leastLife(lifetime);
    return least.isNegative() || least.isZero()
        ? "nothing at times: the lifetime is too short"
        : "at least %d s; at least %d s if renewals fail until the last moment"
            .formatted(
                least.toSeconds(),
                freshness.isMetBy(lifetime) ? freshness.margin(lifetime).toSeconds() : 0);
  }

  /** When a token is replaced at the latest, if it can be replaced in time at all. */
  static String latest(Duration age) {
    return age.isNegative() || age.isZero()
        ? "not possible in time: the lifetime is too short"
        : "at an age of " + age.toSeconds() + " s";
  }

  private static String policy(ProviderSettings provider) {
    if (provider.policy().isEmpty()) {
      return "none: only the templates limit tokens";
    }
    PolicyRules policy = provider.policy().get();
    if (policy.allowNothing()) {
      return "allows nothing to anybody, so no token is issued";
    }
    int rules = policy.rules().size();
    return rules == 1 ? "one rule limits tokens" : rules + " rules limit tokens";
  }

  private static void print(ScheddQueue queue, PrintWriter out) {
    String prefix = queue.localName().isEmpty() ? "" : queue.localName() + ".";
    out.printf("job queue of %s%n", queue.text());
    row(out, "log", queue.log().toString());
    row(out, "token names", "<provider>_" + prefix + "<ClusterId>.<ProcId>");
    queue.name().ifPresent(name -> row(out, "schedd name", name));
  }

  private static String pull(ConfigurationCheck.ProviderCheck provider) {
    return "every %d s (%s)"
        .formatted(provider.pullInterval().value().toSeconds(), provider.pullInterval().source());
  }

  private static void print(ConfigurationCheck.Sample sample, PrintWriter out) {
    if (sample instanceof ConfigurationCheck.Sample.Token token) {
      Description said = token.issued().description();
      row(out, "sample token", "scope " + said.scope());
      row(out, "", "audience " + String.join(" ", said.audiences()));
    } else if (sample instanceof ConfigurationCheck.Sample.None none) {
      row(out, "sample token", "none: " + none.reason());
    }
  }

  private static void row(PrintWriter out, String what, String value) {
    out.printf("  %-24s %s%n", what, value);
  }
}
