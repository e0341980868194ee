// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli;

import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.credmint.cli.keys.IssuerKeys;
import org.credmint.cli.option.DaemonOption;
import org.credmint.config.knob.Problem;
import org.credmint.content.signature.KeySetDownload;
import org.credmint.htcondor.HtcondorInstallation;
import org.credmint.htcondor.tool.KnobReading;
import org.credmint.inspect.ConfigurationCheck;
import org.credmint.inspect.ConfigurationCheck.Findings;
import org.credmint.inspect.ConfigurationCheck.Served;
import org.credmint.os.Host;
import org.credmint.provider.Provider.Sample;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
    exitCodeList = {
      "0:no problems",
      "1:warnings only: everything is served",
      "2:errors: the daemon cannot start, or a provider is not served"
    })
final class Check implements Callable<Integer> {
  private static final int WARNINGS = 1;
  private static final int ERRORS = 2;

  @Mixin private DaemonOption daemon = new DaemonOption();

  /** How the result is printed. */
  enum Format {
    TEXT,
    JSON
  }

  @Option(
      names = "--format",
      paramLabel = "text|json",
      defaultValue = "text",
      converter = FormatConverter.class,
      description = "Print text for people, or one JSON object (default: ${DEFAULT-VALUE}).")
  private Format format = Format.TEXT;

  @Option(
      names = "--fetch",
      description = "Also fetch the keys of each issuer, as verifiers do.")
  private boolean fetch;

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Reads the format in any case, and names both where it is another. */
  static final class FormatConverter implements picocli.CommandLine.ITypeConverter<Format> {
    @Override
    public Format convert(String text) {
      return switch (text.toLowerCase(Locale.ROOT)) {
        case "text" -> Format.TEXT;
        case "json" -> Format.JSON;
        default ->
            throw new picocli.CommandLine.TypeConversionException(
                "'" + text + "' is not a format; write text or json");
      };
    }
  }

  @Override
  public Integer call() {
    Host host = Host.create();
    HtcondorInstallation htcondor = new HtcondorInstallation(host, System.getenv());
    Wiring wiring = new Wiring(host, htcondor, daemon.daemonName());
    ConfigurationCheck check =
        new ConfigurationCheck(host, wiring.loader(), htcondor.jobAds()::usersByAccount);
    Findings findings = fetched(check.examine(InstantSource.system().instant()));
    Map<String, String> ofHtcondor =
        htcondor.knobs(wiring.daemonName()).read() instanceof KnobReading.Read read
            ? LibraryOpinion.ofCondor(htcondor.utils(read.knobs()))
            : Map.of();
    Map<String, String> opinions = new LinkedHashMap<>();
    for (Served served : findings.providers()) {
      if (served.sample() instanceof Sample.Made made) {
        opinions.put(served.provider().name(), LibraryOpinion.ofSample(htcondor.sciTokens(), made));
        made.issued().content().close();
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    if (format == Format.JSON) {
      new CheckJson(findings, ofHtcondor, opinions).print(out);
    } else {
      new CheckText(findings, ofHtcondor, opinions).print(out);
    }
    out.flush();
    return status(findings);
  }

  /** The same with what verifiers do not find, if that is wanted. */
  private Findings fetched(Findings findings) {
    if (!fetch) {
      return findings;
    }
    IssuerKeys issuers = new IssuerKeys(url -> KeySetDownload.ofTheJdk().fetch(url));
    List<Problem> problems = new ArrayList<>(findings.problems());
    problems.addAll(issuers.problems(findings.providers().stream().map(Served::provider).toList()));
    return new Findings(problems, findings.providers(), findings.queues());
  }

  /** The exit status. */
  static int status(Findings findings) {
    if (findings.hasErrors()) {
      return ERRORS;
    }
    return findings.problems().isEmpty() ? 0 : WARNINGS;
  }
}
