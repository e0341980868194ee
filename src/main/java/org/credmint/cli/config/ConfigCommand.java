// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.config;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.credmint.cli.option.DaemonOption;
import org.credmint.htcondor.knob.Knobs;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows the configuration as the daemon reads it. */
@Command(
    name = "config",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Show the value of each knob that Credmint reads, and where it comes from. 'credmint check'"
            + " judges the values.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  credmint config --set",
      "  credmint config --provider chem",
      "  credmint config --format=json"
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:the configuration is shown",
      "2:HTCondor cannot read its configuration, there is no such provider, or an option is invalid"
    })
public final class ConfigCommand implements Callable<Integer> {
  private static final int FAILED = 2;

  private final Configurations configurations;

  @Mixin private DaemonOption daemon = new DaemonOption();

  @Option(
      names = "--provider",
      paramLabel = "NAME",
      description = "Only the knobs of this provider or standing credential.")
  private @Nullable String provider;

  @Option(names = "--set", description = "Only knobs that somebody has set.")
  private boolean onlySet;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "text, or json for one object a line (default: ${DEFAULT-VALUE}).")
  private String format = "text";

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Reads the configuration of a daemon. */
  @FunctionalInterface
  public interface Configurations {
    /**
     * Its knobs.
     *
     * @throws IOException where HTCondor does not tell them; the message says why
     */
    Knobs of(String daemonName) throws IOException;
  }

  /** The command. */
  public ConfigCommand(Configurations configurations) {
    this.configurations = configurations;
  }

  @Override
  public Integer call() {
    boolean json = format.equalsIgnoreCase("json");
    if (!json && !format.equalsIgnoreCase("text")) {
      throw new ParameterException(
          spec.commandLine(), "'" + format + "' is not a format: write text or json");
    }
    PrintWriter out = spec.commandLine().getOut();
    try {
      String daemonName = daemon.daemonName();
      EffectiveKnobs knobs = new EffectiveKnobs(configurations.of(daemonName), daemonName);
      for (EffectiveKnobs.Value value : wanted(knobs)) {
        if (!onlySet || value.isSet()) {
          out.println(json ? value.json() : value.text());
        }
      }
      out.flush();
      return 0;
    } catch (IOException e) {
      spec.commandLine().getErr().println("credmint: " + e.getMessage());
      return FAILED;
    }
  }

  private List<EffectiveKnobs.Value> wanted(EffectiveKnobs knobs) throws IOException {
    if (provider == null) {
      return knobs.all();
    }
    List<String> providers = knobs.providers();
    if (!providers.contains(provider)) {
      if (knobs.standing().contains(provider)) {
        return knobs.ofStanding(provider);
      }
      throw new IOException(unknown(provider, providers));
    }
    return knobs.of(provider);
  }

  private static String unknown(String provider, List<String> providers) {
    return providers.isEmpty()
        ? "no provider %s is configured, nor any other".formatted(provider)
        : "no provider %s is configured, but: %s".formatted(provider, String.join(", ", providers));
  }
}
