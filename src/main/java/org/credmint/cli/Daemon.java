// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli;

import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.credmint.cli.option.DaemonOption;
import org.credmint.daemon.RuntimeEnvironment;
import org.credmint.daemon.Startup;
import org.credmint.htcondor.HtcondorInstallation;
import org.credmint.htcondor.tool.KnobSource;
import org.credmint.key.KeyRing;
import org.credmint.os.Host;
import org.credmint.provider.ConfigurationLoader;

/** The monitor as a process of its own. */
final class Daemon {
  private final Options options;

  Daemon(Options options) {
    this.options = options;
  }

  /**
   * What the command line can ask for.
   *
   * @param name HTCondor's name of the daemon, in upper case
   * @param credentialDirectory in place of {@code SEC_CREDENTIAL_DIRECTORY_OAUTH}
   * @param log in place of {@code <NAME>_LOG}
   * @param debug whether to tell every step
   * @param once whether to end when all that is there is served
   */
  record Options(
      String name,
      Optional<Path> credentialDirectory,
      Optional<Path> log,
      boolean debug,
      boolean once) {
    /** What condor_master asks for. */
    static final Options USUAL =
        new Options(DaemonOption.USUAL_NAME, Optional.empty(), Optional.empty(), false, false);

    Options {
      name = name.toUpperCase(Locale.ROOT);
    }

    /** The knobs that the command line sets. */
    private Map<String, String> overrides() {
      Map<String, String> overrides = new LinkedHashMap<>();
      credentialDirectory.ifPresent(
          path -> overrides.put("SEC_CREDENTIAL_DIRECTORY_OAUTH", absolute(path)));
      log.ifPresent(path -> overrides.put(name + "_LOG", absolute(path)));
      if (debug) {
        overrides.put(name + "_DEBUG", "D_FULLDEBUG");
      }
      return overrides;
    }

    private static String absolute(Path path) {
      return path.toAbsolutePath().toString();
    }
  }

  /**
   * Serves until it is asked to stop.
   *
   * @return the exit status
   */
  int run() {
    Host host = Host.create();
    HtcondorInstallation htcondor = new HtcondorInstallation(host, System.getenv());
    KnobSource knobs = htcondor.knobs(options.name());
    beside(knobs.readAhead());
    beside(KeyRing::prepare);
    CompletableFuture<ZoneId> zone =
        CompletableFuture.supplyAsync(ZoneId::systemDefault, Daemon::beside);
    host.identity().hardenProcess();
    RuntimeEnvironment environment =
        new RuntimeEnvironment(
            Main.version(),
            host,
            htcondor,
            InstantSource.system(),
            System::nanoTime,
            zone.join(),
            Runtime.getRuntime().availableProcessors(),
            options.once(),
            text -> System.err.println("credmint: " + text));
    Wiring wiring = new Wiring(host, htcondor, options.name());
    ConfigurationLoader loader = wiring.makingKeys(knobs, options.overrides());
    return new Startup(
            environment, loader, wiring.keeper(), wiring.signatureProvider(), wiring.lanes())
        .run()
        .number();
  }

  /**
   * What needs no libc is got ready while this thread binds to that: each takes a good part of the
   * start.
   */
  private static void beside(Runnable task) {
    Thread thread = new Thread(task, "start");
    thread.setDaemon(true);
    thread.start();
  }
}
