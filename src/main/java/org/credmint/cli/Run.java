package org.credmint.cli;

import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.credmint.daemon.Startup;
import org.credmint.daemon.Surroundings;
import org.credmint.htcondor.Condor;
import org.credmint.os.Host;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Runs the monitor. Takes the options of the stock monitor, so that scripts around it need no
 * change.
 *
 * <p>The options are built here rather than read from annotations, which takes a tenth of the
 * daemon's start.
 */
final class Run implements Callable<Integer> {
  private final OptionSpec name =
      OptionSpec.builder("-n", "--name")
          .type(String.class)
          .paramLabel("NAME")
          .defaultValue("CREDMON_OAUTH")
          .description("HTCondor's name of this daemon (default: ${DEFAULT-VALUE}).")
          .build();

  private final OptionSpec credentialDirectory =
      OptionSpec.builder("-c", "--cred-dir")
          .type(Path.class)
          .paramLabel("DIR")
          .description("The credential directory, in place of SEC_CREDENTIAL_DIRECTORY_OAUTH.")
          .build();

  private final OptionSpec log =
      OptionSpec.builder("-l", "--log", "--log-file")
          .type(Path.class)
          .paramLabel("FILE")
          .description("The log, in place of <NAME>_LOG.")
          .build();

  private final OptionSpec debug =
      flag("Tell every step, as D_FULLDEBUG does.", "-d", "--debug").build();

  private final OptionSpec verbose =
      flag(
              "Accepted for the stock monitor's sake; what it shows is always shown.",
              "-v",
              "--verbose")
          .build();

  private final OptionSpec once = flag("Serve what is there, then end.", "--once").build();

  private final OptionSpec help =
      flag("Show this help message and exit.", "-h", "--help").usageHelp(true).build();

  private static OptionSpec.Builder flag(String description, String... names) {
    return OptionSpec.builder(names).type(boolean.class).description(description);
  }

  /** The command with its options. */
  CommandSpec spec() {
    CommandSpec spec = CommandSpec.wrapWithoutInspection(this).name("run");
    spec.usageMessage().description("Run the credential monitor until a signal ends it.");
    for (OptionSpec option : List.of(name, credentialDirectory, log, debug, verbose, once, help)) {
      spec.addOption(option);
    }
    return spec;
  }

  @Override
  public Integer call() {
    Host host = Host.create();
    host.identity().hardenProcess();
    Condor condor = new Condor(host, System.getenv());
    Wiring wiring = new Wiring(host, condor, daemonName());
    Surroundings surroundings =
        new Surroundings(
            Main.version(),
            host,
            condor,
            InstantSource.system(),
            System::nanoTime,
            ZoneId.systemDefault(),
            Runtime.getRuntime().availableProcessors(),
            isSet(once),
            text -> System.err.println("credmint: " + text));
    return new Startup(surroundings, wiring.reloader(overrides(), true)).run().number();
  }

  private Map<String, String> overrides() {
    Map<String, String> overrides = new LinkedHashMap<>();
    path(credentialDirectory)
        .ifPresent(path -> overrides.put("SEC_CREDENTIAL_DIRECTORY_OAUTH", path));
    path(log).ifPresent(path -> overrides.put(daemonName() + "_LOG", path));
    if (isSet(debug)) {
      overrides.put(daemonName() + "_DEBUG", "D_FULLDEBUG");
    }
    return overrides;
  }

  private String daemonName() {
    return name.<String>getValue().toUpperCase(Locale.ROOT);
  }

  private static Optional<String> path(OptionSpec option) {
    return Optional.<Path>ofNullable(option.getValue())
        .map(path -> path.toAbsolutePath().toString());
  }

  private static boolean isSet(OptionSpec option) {
    return Boolean.TRUE.equals(option.getValue());
  }
}
