package org.credmint.cli;

import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.credmint.daemon.Startup;
import org.credmint.daemon.Surroundings;
import org.credmint.htcondor.Condor;
import org.credmint.os.Host;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Runs the monitor. Takes the options of the stock monitor, so that scripts around it need no
 * change.
 */
@Command(name = "run", description = "Run the credential monitor until a signal ends it.")
final class Run implements Callable<Integer> {
  @Option(
      names = {"-n", "--name"},
      paramLabel = "NAME",
      defaultValue = "CREDMON_OAUTH",
      description = "HTCondor's name of this daemon (default: ${DEFAULT-VALUE}).")
  private String name = "CREDMON_OAUTH";

  @Option(
      names = {"-c", "--cred-dir"},
      paramLabel = "DIR",
      description = "The credential directory, in place of SEC_CREDENTIAL_DIRECTORY_OAUTH.")
  private @Nullable Path credentialDirectory;

  @Option(
      names = {"-l", "--log", "--log-file"},
      paramLabel = "FILE",
      description = "The log, in place of <NAME>_LOG.")
  private @Nullable Path log;

  @Option(
      names = {"-d", "--debug"},
      description = "Tell every step, as D_FULLDEBUG does.")
  private boolean debug;

  @Option(
      names = {"-v", "--verbose"},
      description = "Accepted for the stock monitor's sake; what it shows is always shown.")
  @SuppressWarnings("UnusedVariable") // accepted and without effect
  private boolean verbose;

  @Option(names = "--once", description = "Serve what is there, then end.")
  private boolean once;

  @Override
  public Integer call() {
    Host host = Host.create();
    host.identity().hardenProcess();
    Condor condor = new Condor(host, System.getenv());
    Wiring wiring = new Wiring(host, condor, name.toUpperCase(Locale.ROOT));
    Surroundings surroundings =
        new Surroundings(
            Main.version(),
            host,
            condor,
            InstantSource.system(),
            System::nanoTime,
            ZoneId.systemDefault(),
            Runtime.getRuntime().availableProcessors(),
            once,
            text -> System.err.println("credmint: " + text));
    return new Startup(surroundings, wiring.reloader(overrides(), true)).run().number();
  }

  private Map<String, String> overrides() {
    Map<String, String> overrides = new LinkedHashMap<>();
    Optional.ofNullable(credentialDirectory)
        .ifPresent(
            path ->
                overrides.put("SEC_CREDENTIAL_DIRECTORY_OAUTH", path.toAbsolutePath().toString()));
    Optional.ofNullable(log)
        .ifPresent(
            path ->
                overrides.put(
                    name.toUpperCase(Locale.ROOT) + "_LOG", path.toAbsolutePath().toString()));
    if (debug) {
      overrides.put(name.toUpperCase(Locale.ROOT) + "_DEBUG", "D_FULLDEBUG");
    }
    return overrides;
  }
}
