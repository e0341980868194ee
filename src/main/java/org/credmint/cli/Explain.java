// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.credmint.cli.check.ExplanationJson;
import org.credmint.cli.option.DaemonOption;
import org.credmint.credential.AttributeValue;
import org.credmint.credential.JobId;
import org.credmint.htcondor.HtcondorInstallation;
import org.credmint.inspect.Explanation;
import org.credmint.inspect.Explanation.Verdict;
import org.credmint.inspect.PolicyExplainer;
import org.credmint.os.Host;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Tells what a user or a job would be issued, and which rule gave or refuses it. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description =
        "Show what would be issued to a user or a job, and which rule sets each claim or refuses it.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  credmint explain --user alice",
      "  credmint explain --job 12.3",
      "  credmint explain --submit job.sub --provider scitokens"
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:each token would be issued",
      "1:a token is refused or not served",
      "2:cannot be determined; the reason is printed"
    })
final class Explain implements Callable<Integer> {
  private static final int REFUSED = 1;
  private static final int UNKNOWN = 2;

  @Mixin private DaemonOption daemon = new DaemonOption();

  @Option(
      names = "--user",
      paramLabel = "USER",
      description = "The user; defaults to the owner of the job.")
  private @Nullable String user;

  @Option(
      names = "--provider",
      paramLabel = "NAME",
      description =
          "The provider; defaults to those that the job requests, or all that issue for users.")
  private @Nullable String provider;

  @Option(
      names = "--job",
      paramLabel = "CLUSTER.PROC",
      description =
          "A job in the queue; for a schedd with a local name, such as SCHEDD2.12.0. With --ad, which of"
              + " the file's ads is meant.")
  private @Nullable String job;

  @Option(
      names = "--format",
      paramLabel = "text|json",
      defaultValue = "text",
      converter = Check.FormatConverter.class,
      description =
          "Print text for people, or one JSON object a line for each credential (default:"
              + " ${DEFAULT-VALUE}).")
  private Check.Format format = Check.Format.TEXT;

  @ArgGroup private @Nullable Source source;

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Where a job's ad comes from, if not from the queue. */
  static final class Source {
    @Option(
        names = "--ad",
        required = true,
        paramLabel = "FILE",
        description = "File with a job ad, as printed by condor_q -long.")
    private @Nullable Path ad;

    @Option(
        names = "--submit",
        required = true,
        paramLabel = "FILE",
        description =
            "Submit file; its first job is explained, without the schedd's job transforms.")
    private @Nullable Path submit;
  }

  @Override
  public Integer call() {
    Host host = Host.create();
    HtcondorInstallation htcondor = new HtcondorInstallation(host, System.getenv());
    try {
      Wiring wiring = new Wiring(host, htcondor, daemon.daemonName());
      PolicyExplainer explainer = new PolicyExplainer(host, wiring.reloaderWithoutKeys());
      Optional<PolicyExplainer.Job> asked = asked(htcondor, explainer);
      Instant now = InstantSource.system().instant();
      return print(explainer.explain(owner(asked), Optional.ofNullable(provider), asked, now));
    } catch (IOException e) {
      return unknown(String.valueOf(e.getMessage()));
    }
  }

  private Optional<PolicyExplainer.Job> asked(
      HtcondorInstallation htcondor, PolicyExplainer explainer) throws IOException {
    JobLookup lookup = new JobLookup(htcondor, explainer);
    Optional<JobId> id = Optional.ofNullable(job).map(this::idOf);
    if (source != null && source.ad != null) {
      return Optional.of(lookup.inFile(source.ad, id));
    }
    if (source != null && source.submit != null) {
      return Optional.of(lookup.ofSubmitFile(source.submit));
    }
    return id.isEmpty() ? Optional.empty() : Optional.of(lookup.inQueue(id.get()));
  }

  private JobId idOf(String text) {
    return JobId.parse(text)
        .filter(one -> !one.isCluster())
        .orElseThrow(
            () ->
                new ParameterException(
                    spec.commandLine(),
                    "--job " + text + ": write cluster and process, such as 12.3"));
  }

  private String owner(Optional<PolicyExplainer.Job> asked) throws IOException {
    if (user != null && !user.isBlank()) {
      return user;
    }
    if (asked.isEmpty() && provider != null) {
      return ""; // enough for a standing credential
    }
    Optional<String> owner =
        asked
            .flatMap(one -> one.attributes().get("Owner"))
            .filter(AttributeValue.Text.class::isInstance)
            .map(text -> ((AttributeValue.Text) text).value())
            .filter(text -> !text.isBlank());
    if (owner.isPresent()) {
      return owner.get();
    }
    if (source != null && source.submit != null) {
      return System.getProperty("user.name", "");
    }
    throw new IOException(
        asked.isEmpty()
            ? "nobody is named; give --user, --job, --ad or --submit"
            : "the job ad has no Owner; give --user");
  }

  private int print(PolicyExplainer.Answer answer) {
    if (answer instanceof PolicyExplainer.Answer.Unknown nothing) {
      return unknown(nothing.reason());
    }
    PrintWriter out = spec.commandLine().getOut();
    int status = 0;
    for (Explanation one : ((PolicyExplainer.Answer.Explained) answer).credentials()) {
      status = Math.max(status, print(one, out));
    }
    if (format == Check.Format.TEXT && source != null && source.submit != null) {
      out.println("The schedd's job transforms are not applied to a submit file.");
    }
    out.flush();
    return status;
  }

  private int print(Explanation one, PrintWriter out) {
    if (format == Check.Format.JSON) {
      ExplanationJson.print(one, out);
      return one.verdict() instanceof Verdict.Issued ? 0 : REFUSED;
    }
    return printText(one, out);
  }

  private static int printText(Explanation one, PrintWriter out) {
    int status = REFUSED;
    if (one.verdict() instanceof Verdict.Issued issued) {
      out.printf("%s would be issued:%n", one.name());
      issued
          .trace()
          .forEach(step -> row(out, step.claim(), "%s  (%s)".formatted(step.value(), step.rule())));
      status = 0;
    } else if (one.verdict() instanceof Verdict.Denied denied) {
      String by = denied.rule().map(rule -> "is refused by " + rule).orElse("is not served");
      out.printf("%s %s:%n  %s%n", one.name(), by, denied.reason());
    }
    one.facts().forEach(fact -> row(out, fact.name(), fact.value()));
    one.onDisk().forEach(line -> row(out, "on disk", line));
    return status;
  }

  private static void row(PrintWriter out, String what, String value) {
    out.printf("  %-8s  %s%n", what, value);
  }

  private int unknown(String reason) {
    spec.commandLine().getErr().println("credmint: " + reason);
    return UNKNOWN;
  }
}
