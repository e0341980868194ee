// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli;

import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.credmint.cli.check.ChangesReport;
import org.credmint.cli.option.DaemonOption;
import org.credmint.config.schedd.KnobTraps;
import org.credmint.htcondor.HtcondorInstallation;
import org.credmint.htcondor.tool.KnobReading;
import org.credmint.inspect.ConfigurationChanges;
import org.credmint.inspect.ConfigurationCheck;
import org.credmint.inspect.ConfigurationCheck.Findings;
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
    footerHeading = "%nExamples:%n",
    footer = {"  credmint check", "  credmint check --changes", "  credmint check --format=json"},
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:no problems; with --changes, nothing changes",
      "1:warnings only: everything is served; with --changes, something changes",
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
      names = "--changes",
      description =
          "Only tell which users and targets would lose or gain what, or get another credential,"
              + " once the daemon reads this configuration.")
  private boolean changes;

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
    return changes ? printChanges(host, wiring) : check(host, htcondor, wiring);
  }

  private int printChanges(Host host, Wiring wiring) {
    ChangesReport report =
        new ChangesReport(
            new ConfigurationChanges(host, wiring.loader())
                .compare(InstantSource.system().instant()));
    PrintWriter out = spec.commandLine().getOut();
    if (format == Format.JSON) {
      report.printJson(out);
    } else {
      report.printText(out);
    }
    out.flush();
    return report.status();
  }

  private int check(Host host, HtcondorInstallation htcondor, Wiring wiring) {
    ConfigurationCheck check =
        new ConfigurationCheck(host, wiring.loader(), htcondor.jobAds()::usersByAccount);
    Findings findings = check.examine(InstantSource.system().instant());
    Map<String, String> ofHtcondor = Map.of();
    if (htcondor.knobs(wiring.daemonName()).read() instanceof KnobReading.Read read) {
      ofHtcondor = LibraryOpinion.ofCondor(htcondor.utils(read.knobs()));
      findings = findings.with(new KnobTraps(read.knobs(), wiring.daemonName()).problems());
    }
    Map<String, String> opinions = new LinkedHashMap<>();
    for (ConfigurationCheck.Served served : findings.providers()) {
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

  /** The exit status. */
  static int status(Findings findings) {
    if (findings.hasErrors()) {
      return ERRORS;
    }
    return findings.problems().isEmpty() ? 0 : WARNINGS;
  }
}
