// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.credmint.config.ScheddQueue;
import org.credmint.credential.AttributeValue;
import org.credmint.credential.JobId;
import org.credmint.htcondor.HtcondorInstallation;
import org.credmint.htcondor.tool.JobAds;
import org.credmint.os.Host;
import org.credmint.policy.decision.Denial;
import org.credmint.policy.decision.JobContext;
import org.credmint.policy.decision.TokenPlan;
import org.credmint.policy.decision.TraceStep;
import org.credmint.provider.PolicyExplainer;
import org.credmint.queue.job.JobAd;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
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
    exitCodeListHeading = "Exit status:%n",
    exitCodeList = {
      "0:a token would be issued",
      "1:policy refuses the token",
      "2:cannot be determined; the reason is printed"
    })
final class Explain implements Callable<Integer> {
  private static final int REFUSED = 1;
  private static final int UNKNOWN = 2;
  private static final int LARGEST_AD = 16 << 20;

  /** Stands in where an ad has no id of its own. */
  private static final JobId SOME_JOB = new JobId(1, 0);

  @Option(
      names = {"-n", "--name"},
      paramLabel = "NAME",
      defaultValue = Daemon.USUAL_NAME,
      description = "HTCondor name of the daemon (default: ${DEFAULT-VALUE}).")
  private String name = Daemon.USUAL_NAME;

  @Option(
      names = "--user",
      paramLabel = "USER",
      description = "The user; defaults to the owner of the job.")
  private @Nullable String user;

  @Option(names = "--provider", required = true, paramLabel = "NAME", description = "The provider.")
  private String provider = "";

  @ArgGroup private @Nullable Job job;

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Where the job's ad comes from. */
  static final class Job {
    @Option(
        names = "--job",
        required = true,
        paramLabel = "CLUSTER.PROC",
        description = "A job in the queue; for a schedd with a local name, such as SCHEDD2.12.0.")
    private @Nullable String id;

    @Option(
        names = "--ad",
        required = true,
        paramLabel = "FILE",
        description = "File with a job ad, as printed by condor_q -long.")
    private @Nullable Path file;
  }

  @Override
  public Integer call() {
    Host host = Host.create();
    HtcondorInstallation htcondor = new HtcondorInstallation(host, System.getenv());
    try {
      Wiring wiring = new Wiring(host, htcondor, name.toUpperCase(Locale.ROOT));
      PolicyExplainer explainer = new PolicyExplainer(wiring.reloaderWithoutKeys());
      Optional<JobContext> facts = facts(htcondor, explainer);
      String owner = owner(facts);
      return print(explainer.explain(owner, provider, facts));
    } catch (IOException e) {
      return unknown(String.valueOf(e.getMessage()));
    }
  }

  private Optional<JobContext> facts(HtcondorInstallation htcondor, PolicyExplainer explainer)
      throws IOException {
    if (job == null) {
      return Optional.empty();
    }
    if (job.id == null) {
      JobAd ad = JobAd.parse(fromFile(job.file));
      return Optional.of(new JobContext(idOf(ad), ad));
    }
    JobId id = idOf(job.id);
    return Optional.of(new JobContext(id, JobAd.parse(fromQueue(htcondor, explainer, id))));
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

  private static byte[] fromQueue(
      HtcondorInstallation htcondor, PolicyExplainer explainer, JobId id) throws IOException {
    Optional<String> schedd = id.schedd().isEmpty() ? Optional.empty() : name(explainer, id);
    JobAds.Answer answer = htcondor.jobAds().ask(schedd, id.withinSchedd());
    if (answer instanceof JobAds.Answer.Ad ad) {
      return ad.text();
    }
    throw new IOException(
        answer instanceof JobAds.Answer.Failed failed
            ? failed.reason()
            : "job " + id + " is not in the queue; 'condor_q -allusers' lists the jobs");
  }

  private static Optional<String> name(PolicyExplainer explainer, JobId id) throws IOException {
    Optional<String> name = explainer.queue(id.schedd()).flatMap(ScheddQueue::name);
    if (name.isEmpty()) {
      throw new IOException(
          "no schedd with the local name "
              + id.schedd()
              + " and its own SCHEDD_NAME is configured; 'credmint check' lists the job queues");
    }
    return name;
  }

  private static byte[] fromFile(@Nullable Path file) throws IOException {
    if (file == null) {
      throw new IllegalStateException("picocli wants one of the two");
    }
    try {
      if (Files.size(file) > LARGEST_AD) {
        throw new IOException("--ad " + file + " is too large for a job ad");
      }
      return Files.readAllBytes(file);
    } catch (java.nio.file.FileSystemException e) {
      throw new IOException("--ad " + file + " cannot be read; use a readable file", e);
    }
  }

  private static JobId idOf(JobAd ad) {
    int cluster = number(ad, "ClusterId");
    return cluster < 1 ? SOME_JOB : new JobId(cluster, Math.max(0, number(ad, "ProcId")));
  }

  private static int number(JobAd ad, String attribute) {
    return ad.get(attribute).orElse(null) instanceof AttributeValue.Whole whole
            && whole.value() >= 0
            && whole.value() <= Integer.MAX_VALUE
        ? (int) whole.value()
        : 0;
  }

  private String owner(Optional<JobContext> facts) {
    if (user != null && !user.isBlank()) {
      return user;
    }
    return facts
        .flatMap(one -> one.attributes().get("Owner"))
        .filter(AttributeValue.Text.class::isInstance)
        .map(text -> ((AttributeValue.Text) text).value())
        .filter(owner -> !owner.isBlank())
        .orElseThrow(
            () ->
                new ParameterException(
                    spec.commandLine(), "--user is missing, and the job ad has no owner"));
  }

  private int print(PolicyExplainer.Answer answer) {
    if (answer instanceof PolicyExplainer.Answer.Unknown nothing) {
      return unknown(nothing.reason());
    }
    PrintWriter out = spec.commandLine().getOut();
    PolicyExplainer.Answer.Decided decided = (PolicyExplainer.Answer.Decided) answer;
    int status = REFUSED;
    if (decided.decision() instanceof TokenPlan plan) {
      out.printf("%s would be issued:%n", plan.id());
      plan.trace().forEach(step -> print(step, out));
      status = 0;
    } else if (decided.decision() instanceof Denial denial) {
      out.printf("%s is refused by %s:%n  %s%n", denial.id(), denial.rule(), denial.reason());
    }
    out.flush();
    return status;
  }

  private static void print(TraceStep step, PrintWriter out) {
    out.printf("  %-5s  %s  (%s)%n", step.claim(), step.value(), step.rule());
  }

  private int unknown(String reason) {
    spec.commandLine().getErr().println("credmint: " + reason);
    return UNKNOWN;
  }
}
