// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.credmint.htcondor.HtcondorInstallation;
import org.credmint.htcondor.tool.KnobSource;
import org.credmint.key.KeyRing;
import org.credmint.key.KeySource;
import org.credmint.key.SignatureProvider;
import org.credmint.os.Host;
import org.credmint.provider.ConfigurationLoader;
import org.credmint.standing.StandingLoader;

/** Puts together what several commands need. */
final class Wiring {
  private static final Path HOSTNAME = Path.of("/proc/sys/kernel/hostname");
  private static final int ROOT = 0;

  private final Host host;
  private final HtcondorInstallation htcondor;
  private final String daemonName;
  private final SignatureProvider signatureProvider = SignatureProvider.ofTheJdk();

  Wiring(Host host, HtcondorInstallation htcondor, String daemonName) {
    this.host = host;
    this.htcondor = htcondor;
    this.daemonName = daemonName;
  }

  /** What computes signatures for all that is read here. */
  SignatureProvider signatureProvider() {
    return signatureProvider;
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
  ConfigurationLoader makingKeys(KnobSource knobs, Map<String, String> overrides) {
    return reloader(knobs, overrides, keys().making(), Optional.of(new SecureRandom()));
  }

  /** A reader that changes nothing. */
  ConfigurationLoader loader() {
    return reloader(htcondor.knobs(daemonName), Map.of(), keys().reading(), Optional.empty());
  }

  /** A reader that needs no key: for those who issue nothing. */
  ConfigurationLoader reloaderWithoutKeys() {
    return reloader(htcondor.knobs(daemonName), Map.of(), keys().standingIn(), Optional.empty());
  }

  private KeyRing keys() {
    return new KeyRing(host, new SecureRandom());
  }

  private ConfigurationLoader reloader(
      KnobSource knobs,
      Map<String, String> overrides,
      KeySource keys,
      Optional<SecureRandom> random) {
    return new ConfigurationLoader(
        daemonName,
        knobs,
        overrides,
        hostname(),
        keys,
        signatureProvider,
        host,
        htcondor.expressions(),
        trustedOwners(),
        new StandingLoader(host, random));
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
