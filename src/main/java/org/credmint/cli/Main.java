// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.credmint.cli.config.ConfigCommand;
import org.credmint.cli.inspect.Inspect;
import org.credmint.cli.keys.Keys;
import org.credmint.cli.status.ProcessList;
import org.credmint.cli.status.Status;
import org.credmint.config.knob.Values;
import org.credmint.config.standing.StandingKnob;
import org.credmint.content.signature.KeySetDownload;
import org.credmint.htcondor.HtcondorInstallation;
import org.credmint.os.Host;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The program's entry: the only place that ends the process. */
@Command(
    name = "credmint",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = "A credential monitor for HTCondor.")
public final class Main implements Runnable {
  private static final String RUN = "run";
  private static final String[] AS_CONDOR_MASTER_DOES = {RUN};

  @Spec private CommandSpec spec = CommandSpec.create();

  private Main() {}

  /**
   * Runs one command and exits with its status.
   *
   * @param args the command line
   */
  public static void main(String[] args) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int status = execute(out, err, args);
    out.flush();
    err.flush();
    // Not exit: a worker that waits for a slow disk must not hold up condor_master.
    Runtime.getRuntime().halt(status);
  }

  /**
   * Runs one command.
   *
   * @return its exit status
   */
  static int execute(PrintWriter out, PrintWriter err, String... args) {
    // As condor_master starts the daemon: a parser of command lines would take a sixth of its
    // start.
    if (Arrays.equals(args, AS_CONDOR_MASTER_DOES)) {
      return new Daemon(Daemon.Options.USUAL).run();
    }
    CommandLine inspect =
        new CommandLine(
            new Inspect(
                System.in,
                InstantSource.system(),
                Main::ownKeys,
                Main::purposes,
                KeySetDownload::ofTheJdk));
    inspect.getCommandSpec().version(new Version().getVersion());
    return new CommandLine(new Main())
        .addSubcommand(RUN, new Run())
        .addSubcommand("status", status())
        .addSubcommand("check", new Check())
        .addSubcommand("config", config())
        .addSubcommand("explain", new Explain())
        .addSubcommand("inspect", inspect)
        .addSubcommand("audit", new Audit())
        .addSubcommand("keys", keys())
        .setOut(out)
        .setErr(err)
        .execute(args);
  }

  private static CommandLine keys() {
    CommandLine keys =
        Keys.commandLine(
            new Keys.Surroundings(
                Host.create(),
                InstantSource.system(),
                (host, name) ->
                    new Wiring(host, new HtcondorInstallation(host, System.getenv()), name)
                        .loader(),
                AuditFilesOption::ofDaemon,
                url -> KeySetDownload.ofTheJdk().fetch(url)));
    keys.getCommandSpec().version(new Version().getVersion());
    return keys;
  }

  private static CommandLine config() {
    CommandLine config = new CommandLine(new ConfigCommand(Wiring::knobs));
    config.getCommandSpec().version(new Version().getVersion());
    return config;
  }

  private static CommandLine status() {
    CommandLine status =
        new CommandLine(
            new Status(
                new Status.Surroundings(
                    InstantSource.system(),
                    new ProcessList(Path.of("/proc"))::mayHave,
                    Main::pause,
                    Wiring::stateFile)));
    status.getCommandSpec().version(new Version().getVersion());
    return status;
  }

  private static boolean pause(Duration time) {
    try {
      return !new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static Inspect.Keys ownKeys(String name, Instant now) throws IOException {
    Host host = Host.create();
    HtcondorInstallation htcondor = new HtcondorInstallation(host, System.getenv());
    return new Wiring(host, htcondor, name.toUpperCase(Locale.ROOT)).keysOf(now);
  }

  private static List<String> purposes(String name) throws IOException {
    return Wiring.knobs(name.toUpperCase(Locale.ROOT))
        .get(name, StandingKnob.PURPOSES)
        .map(Values::list)
        .orElse(List.of());
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** The version that the jar's manifest carries. */
  static String version() {
    String version = Main.class.getPackage().getImplementationVersion();
    return version == null ? "unpackaged" : version;
  }

  /** Tells the version to picocli. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"credmint " + version()};
    }
  }
}
