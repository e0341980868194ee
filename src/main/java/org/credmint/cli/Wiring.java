package org.credmint.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.credmint.config.ProviderSettings;
import org.credmint.daemon.Reloader;
import org.credmint.htcondor.Condor;
import org.credmint.key.KeyReading;
import org.credmint.key.KeyRing;
import org.credmint.os.Host;

/** Puts together what several commands need. */
final class Wiring {
  private static final Path HOSTNAME = Path.of("/proc/sys/kernel/hostname");
  private static final int ROOT = 0;

  private final Host host;
  private final Condor condor;
  private final String daemonName;

  Wiring(Host host, Condor condor, String daemonName) {
    this.host = host;
    this.condor = condor;
    this.daemonName = daemonName;
  }

  /** HTCondor's name of the daemon. */
  String daemonName() {
    return daemonName;
  }

  /**
   * A reader of the configuration.
   *
   * @param overrides knobs that the command line sets
   * @param makeKeys whether missing keys are made
   */
  Reloader reloader(Map<String, String> overrides, boolean makeKeys) {
    KeyRing keys = new KeyRing(host, new SecureRandom());
    return reloader(overrides, makeKeys ? keys::ensure : keys::load);
  }

  private Reloader reloader(
      Map<String, String> overrides, Function<ProviderSettings, KeyReading> keys) {
    return new Reloader(
        daemonName,
        condor.knobs(daemonName),
        overrides,
        hostname(),
        keys,
        host,
        condor.expressions(),
        trustedOwners());
  }

  /** A reader that touches no key file: for those who issue nothing. */
  Reloader reloaderWithoutKeys() {
    KeyRing keys = new KeyRing(host, new SecureRandom());
    return reloader(Map.of(), keys::unsaved);
  }

  private Set<Integer> trustedOwners() {
    Set<Integer> owners = new HashSet<>(List.of(ROOT, host.identity().uid()));
    host.identity().userId("condor").ifPresent(owners::add);
    return owners;
  }

  private static String hostname() {
    try {
      return Files.readString(HOSTNAME).strip();
    } catch (IOException e) {
      return "localhost";
    }
  }
}
