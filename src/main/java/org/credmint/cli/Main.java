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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.credmint.cli.config.ConfigCommand;
import org.credmint.cli.document.Completion;
import org.credmint.cli.document.Manual;
import org.credmint.cli.inspect.Inspect;
import org.credmint.cli.keys.Keys;
import org.credmint.cli.status.ProcessList;
import org.credmint.cli.status.Status;
import org.credmint.cli.takeback.Mint;
import org.credmint.cli.takeback.Renew;
import org.credmint.cli.takeback.Revoke;
import org.credmint.cli.why.Why;
import org.credmint.config.knob.Values;
import org.credmint.config.standing.StandingKnob;
import org.credmint.content.signature.KeySetDownload;
import org.credmint.htcondor.HtcondorInstallation;
import org.credmint.os.Host;
import org.credmint.provider.ConfigurationLoader;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The program's entry: the only place that ends the process. */
@Command(
    name = "credmint",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = "A credential monitor for HTCondor.",
    footerHeading = "%nExamples:%n",
    footer = {"  credmint status", "  credmint why alice", "  credmint check"},
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:help was printed", "2:there is no such command"})
public final class Main implements Runnable {
  private static final String RUN = "run";
  private static final String[] AS_CONDOR_MASTER_DOES = {RUN};

  /** Commands that tell of all others. */
  private static final Set<String> ABOUT_ALL = Set.of("completion", "manual");

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
    return commandLine(args).setOut(out).setErr(err).execute(args);
  }

  /** The parser of a command line; it knows the command asked for, or all if none of them is. */
  static CommandLine commandLine(String... args) {
    Map<String, Supplier<Object>> commands = commands();
    if (args.length > 0 && commands.containsKey(args[0]) && !ABOUT_ALL.contains(args[0])) {
      commands.keySet().retainAll(Set.of(args[0]));
    }
    CommandLine all = new CommandLine(new Main());
    commands.forEach((name, command) -> all.addSubcommand(name, command.get()));
    return all;
  }

  /** Each is made only when it is asked for: some bind to libc, which takes a while. */
  private static Map<String, Supplier<Object>> commands() {
    Map<String, Supplier<Object>> all = new LinkedHashMap<>();
    all.put(RUN, Run::new);
    all.put("status", Main::status);
    all.put("why", () -> versioned(new CommandLine(why())));
    all.put("check", Check::new);
    all.put("config", () -> versioned(new CommandLine(new ConfigCommand(Wiring::knobs))));
    all.put("explain", Explain::new);
    all.put("inspect", Main::inspect);
    all.put("audit", Audit::new);
    all.put("keys", Main::keys);
    all.put("revoke", () -> versioned(new CommandLine(new Revoke(Wiring.takeback()))));
    all.put("renew", () -> versioned(new CommandLine(new Renew(Wiring.takeback()))));
    all.put("mint", () -> versioned(new CommandLine(new Mint(Wiring.takeback(), Main::loader))));
    all.put("completion", () -> versioned(new CommandLine(new Completion())));
    all.put("manual", () -> versioned(new CommandLine(new Manual())));
    return all;
  }

  private static CommandLine inspect() {
    return versioned(
        new CommandLine(
            new Inspect(
                System.in,
                InstantSource.system(),
                Main::ownKeys,
                Main::purposes,
                KeySetDownload::ofTheJdk)));
  }

  private static CommandLine versioned(CommandLine command) {
    command.getCommandSpec().version(new Version().getVersion());
    return command;
  }

  private static Why why() {
    return new Why(
        new Why.Surroundings(
            Host.create(),
            InstantSource.system(),
            new ProcessList(Path.of("/proc"))::mayHave,
            Main::loader,
            (id, explainer) ->
                new JobLookup(new HtcondorInstallation(Host.create(), System.getenv()), explainer)
                    .inQueue(id)));
  }

  private static ConfigurationLoader loader(Host host, String name) {
    return new Wiring(host, new HtcondorInstallation(host, System.getenv()), name).loader();
  }

  private static CommandLine keys() {
    return versioned(
        Keys.commandLine(
            new Keys.Surroundings(
                Host.create(),
                InstantSource.system(),
                Main::loader,
                AuditFilesOption::ofDaemon,
                url -> KeySetDownload.ofTheJdk().fetch(url))));
  }

  private static CommandLine status() {
    return versioned(
        new CommandLine(
            new Status(
                new Status.Surroundings(
                    InstantSource.system(),
                    new ProcessList(Path.of("/proc"))::mayHave,
                    Main::pause,
                    Wiring::stateFile))));
  }

  static boolean pause(Duration time) {
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
