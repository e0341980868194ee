// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.why;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.function.LongPredicate;
import org.credmint.cli.option.DaemonOption;
import org.credmint.credential.InvalidScopeException;
import org.credmint.credential.JobId;
import org.credmint.credential.Scope;
import org.credmint.diagnosis.Diagnosis;
import org.credmint.diagnosis.Link;
import org.credmint.diagnosis.ReaderLinks;
import org.credmint.inspect.PolicyExplainer;
import org.credmint.os.Host;
import org.credmint.provider.ConfigurationLoader;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells why somebody does not have a credential that works. */
@Command(
    name = "why",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Find out why a credential does not work: from the configuration to its reader, all that"
            + " has to be in order, then the cause and the command to run next. Changes nothing."
            + " Run it as root.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  credmint why alice",
      "  credmint why 12.3",
      "  credmint why /var/lib/condor/oauth_credentials/alice/scitokens.use",
      "  credmint why 12.3 --audience https://se.example.org \\",
      "      --scope storage.read:/data/run7"
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:nothing is wrong",
      "1:the cause is named",
      "2:it cannot be told, for example without being root; or an option is invalid"
    })
public final class Why implements Callable<Integer> {
  private static final int UNTOLD = 2;

  private final Surroundings surroundings;

  @Parameters(
      paramLabel = "USER|JOB|TARGET|FILE",
      description =
          "What is in trouble: a path; a job such as 12.3 or SCHEDD2.12.3; a standing credential or"
              + " one of its targets; else a user.")
  private String asked = "";

  @Option(
      names = "--provider",
      paramLabel = "NAME",
      description = "Only the credential of this provider.")
  private @Nullable String provider;

  @Option(
      names = "--audience",
      paramLabel = "URL",
      description = "Also tell whether a service of this name would take the token.")
  private @Nullable String audience;

  @Option(
      names = "--scope",
      paramLabel = "SCOPE",
      description = "Also tell whether the token allows this, such as storage.read:/data/run7.")
  private @Nullable String scope;

  @Option(
      names = "--format",
      paramLabel = "text|json",
      defaultValue = "text",
      description = "Text for people, or one JSON object (default: ${DEFAULT-VALUE}).")
  private String format = "text";

  @Mixin private DaemonOption daemon = new DaemonOption();

  @Spec private CommandSpec spec = CommandSpec.create();

  /**
   * What the command needs of the program.
   *
   * @param isRunning whether there may be a process of this number
   * @param loaders reads the configuration of the daemon of a name, and makes no keys
   * @param jobs finds a job
   */
  public record Surroundings(
      Host host,
      InstantSource clock,
      LongPredicate isRunning,
      BiFunction<Host, String, ConfigurationLoader> loaders,
      Jobs jobs) {}

  /** Finds jobs. */
  @FunctionalInterface
  public interface Jobs {
    /**
     * A job in the queue of its schedd.
     *
     * @throws NotInQueueException where the schedd has none
     * @throws IOException where the schedd cannot be asked; the message says why
     */
    PolicyExplainer.Job find(JobId id, PolicyExplainer explainer) throws IOException;
  }

  /** The schedd was asked, and has no such job. */
  public static final class NotInQueueException extends IOException {
    private static final long serialVersionUID = 1L;

    /** The message names the job. */
    public NotInQueueException(String message) {
      super(message);
    }
  }

  /** The command. */
  public Why(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    if (asked.isBlank()) {
      throw new ParameterException(spec.commandLine(), "name a user, a job, a target or a file");
    }
    WhyReport report = report();
    ConfigurationLoader loader =
        surroundings.loaders().apply(surroundings.host(), daemon.daemonName());
    WhyFinder finder =
        new WhyFinder(
            surroundings, loader, daemon.daemonName(), Optional.ofNullable(provider), reader());
    List<Diagnosis> all = finder.find(asked);
    PrintWriter out = spec.commandLine().getOut();
    report.print(asked, all, out);
    out.flush();
    return status(all);
  }

  /** The exit status. */
  static int status(List<Diagnosis> all) {
    Link.Verdict worst = Diagnosis.worst(all).map(Diagnosis::verdict).orElse(Link.Verdict.UNKNOWN);
    return switch (worst) {
      case OK -> 0;
      case FAULT -> 1;
      case UNKNOWN -> UNTOLD;
    };
  }

  private WhyReport report() {
    return switch (format.toLowerCase(Locale.ROOT)) {
      case "text" -> new WhyText();
      case "json" -> new WhyJson();
      default ->
          throw new ParameterException(
              spec.commandLine(), "'" + format + "' is not a format; write text or json");
    };
  }

  private ReaderLinks reader() {
    try {
      return new ReaderLinks(
          Optional.ofNullable(audience),
          scope == null ? Optional.empty() : Optional.of(Scope.parse(scope)));
    } catch (InvalidScopeException e) {
      throw new ParameterException(spec.commandLine(), "--scope: " + e.getMessage());
    }
  }
}
