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
import org.credmint.htcondor.KnobSource;
import org.credmint.key.KeyReading;
import org.credmint.key.KeyRing;
import org.credmint.key.Signatures;
import org.credmint.os.Host;

/** Puts together what several commands need. */
final class Wiring {
  private static final Path HOSTNAME = Path.of("/proc/sys/kernel/hostname");
  private static final int ROOT = 0;

  private final Host host;
  private final Condor condor;
  private final String daemonName;
  private final Signatures signatures = Signatures.ofTheJdk();

  Wiring(Host host, Condor condor, String daemonName) {
    this.host = host;
    this.condor = condor;
    this.daemonName = daemonName;
  }

  /** What computes signatures for all that is read here. */
  Signatures signatures() {
    return signatures;
  }

  /** HTCondor's name of the daemon. */
  String daemonName() {
    return daemonName;
  }

  /**
   * A reader for the daemon, which makes keys that are missing.
   *
   * @param knobs tells the daemon's knobs
   * @param overrides knobs that the command line sets
   */
  Reloader makingKeys(KnobSource knobs, Map<String, String> overrides) {
    return reloader(knobs, overrides, keys()::ensure);
  }

  /** A reader that changes nothing. */
  Reloader reloader() {
    return reloader(condor.knobs(daemonName), Map.of(), keys()::load);
  }

  /** A reader that touches no key file: for those who issue nothing. */
  Reloader reloaderWithoutKeys() {
    return reloader(condor.knobs(daemonName), Map.of(), keys()::unsaved);
  }

  private KeyRing keys() {
    return new KeyRing(host, new SecureRandom());
  }

  private Reloader reloader(
      KnobSource knobs,
      Map<String, String> overrides,
      Function<ProviderSettings, KeyReading> keys) {
    return new Reloader(
        daemonName,
        knobs,
        overrides,
        hostname(),
        keys,
        signatures,
        host,
        condor.expressions(),
        trustedOwners());
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
