// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.credmint.cli.inspect.Inspect;
import org.credmint.cli.takeback.Surroundings;
import org.credmint.config.MonitoringSettings;
import org.credmint.config.pool.PasswordFiles;
import org.credmint.content.signature.KnownKeys;
import org.credmint.content.signature.PoolKeys;
import org.credmint.htcondor.HtcondorInstallation;
import org.credmint.htcondor.knob.Knobs;
import org.credmint.htcondor.tool.KnobReading;
import org.credmint.htcondor.tool.KnobSource;
import org.credmint.issue.MalformedTokenException;
import org.credmint.issue.idtoken.TokenKeys;
import org.credmint.issue.lane.Lanes;
import org.credmint.key.KeyFiles;
import org.credmint.key.KeyRing;
import org.credmint.key.KeySource;
import org.credmint.key.SignatureProvider;
import org.credmint.oauth.OAuthLoader;
import org.credmint.os.Host;
import org.credmint.provider.ConfigurationLoad;
import org.credmint.provider.ConfigurationLoader;
import org.credmint.provider.Provider;
import org.credmint.provider.Provider.Sample;
import org.credmint.rotation.KeyFindings;
import org.credmint.rotation.KeyKeeper;
import org.credmint.rotation.RingKeys;
import org.credmint.standing.StandingLoader;

/** Puts together what several commands need. */
final class Wiring {
  private static final Path HOSTNAME = Path.of("/proc/sys/kernel/hostname");
  private static final int ROOT = 0;

  private final Host host;
  private final HtcondorInstallation htcondor;
  private final String daemonName;
  private final SignatureProvider signatureProvider = SignatureProvider.ofTheJdk();
  private final Lanes lanes = new Lanes();
  private final KeyKeeper keeper;

  Wiring(Host host, HtcondorInstallation htcondor, String daemonName) {
    this.host = host;
    this.htcondor = htcondor;
    this.daemonName = daemonName;
    this.keeper = new KeyKeeper(host, plainKeys(), InstantSource.system(), System::nanoTime);
  }

  /**
   * The state file of the daemon of a name.
   *
   * @throws IOException when the configuration does not tell it; the message says why
   */
  static Path stateFile(String daemonName) throws IOException {
    return MonitoringSettings.read(knobs(daemonName), daemonName, problem -> {})
        .stateFile()
        .orElseThrow(
            () ->
                new IOException(
                    "CREDMINT_STATE_FILE is empty or not a path, so there is no state file; set it, or give one with --file"));
  }

  /**
   * The knobs of the daemon of a name.
   *
   * @throws IOException when HTCondor does not tell them; the message says why
   */
  static Knobs knobs(String daemonName) throws IOException {
    KnobReading reading =
        new HtcondorInstallation(Host.create(), System.getenv()).knobs(daemonName).read();
    if (reading instanceof KnobReading.Read read) {
      return read.knobs();
    }
    KnobReading.Failed failed = (KnobReading.Failed) reading;
    throw new IOException(failed.reason() + "; " + failed.fix());
  }

  /** What the commands about taking back need. */
  static Surroundings takeback() {
    return Surroundings.of(Host.create(), InstantSource.system(), Wiring::knobs, Main::pause);
  }

  /** What computes signatures for all that is read here. */
  SignatureProvider signatureProvider() {
    return signatureProvider;
  }

  /** Where the issuers of all that is read here wait for others; none is open before it is used. */
  Lanes lanes() {
    return lanes;
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
    return reloader(
        knobs, overrides, keys().making(), Optional.of(new SecureRandom()), keeper::keep);
  }

  /** A reader that changes nothing. */
  ConfigurationLoader loader() {
    return reloader(
        htcondor.knobs(daemonName), Map.of(), keys().reading(), Optional.empty(), findings());
  }

  /** A reader that needs no key: for those who issue nothing. */
  ConfigurationLoader reloaderWithoutKeys() {
    return reloader(
        htcondor.knobs(daemonName), Map.of(), keys().standingIn(), Optional.empty(), findings());
  }

  /**
   * The keys of all providers that can be served, and of the pool; changes nothing.
   *
   * @throws IOException where there is none; the message says why
   */
  Inspect.Keys keysOf(Instant now) throws IOException {
    KnobReading knobs = htcondor.knobs(daemonName).read();
    Optional<PoolKeys> pool =
        knobs instanceof KnobReading.Read read
            ? Optional.of(new PoolKeys(tokenKeys(read.knobs())))
            : Optional.empty();
    return new Inspect.Keys(publicKeys(now), pool);
  }

  private TokenKeys tokenKeys(Knobs knobs) {
    KeyFiles files = new KeyFiles(host, host.identity().uid());
    return new TokenKeys(PasswordFiles.of(knobs), files, Optional.empty());
  }

  private KnownKeys publicKeys(Instant now) throws IOException {
    if (!(loader().load() instanceof ConfigurationLoad.Read read)) {
      throw new IOException(
          "the configuration cannot be used, so no key is known: run 'credmint check'");
    }
    String keys =
        read.active().providers().values().stream()
            .map(provider -> provider.sample(now))
            .filter(Sample.Made.class::isInstance)
            .flatMap(sample -> ((Sample.Made) sample).trust().stream())
            .map(Provider.Trust::publicJwk)
            .collect(Collectors.joining(","));
    try {
      byte[] set = ("{\"keys\":[" + keys + "]}").getBytes(StandardCharsets.UTF_8);
      return KnownKeys.ofJwks(set).amongOthers();
    } catch (MalformedTokenException e) {
      throw new IOException("no provider's key can be read: run 'credmint check' as root", e);
    }
  }

  /** Looks after the keys of a daemon. */
  KeyKeeper keeper() {
    return keeper;
  }

  private RingKeys keys() {
    return new RingKeys(host, plainKeys(), InstantSource.system());
  }

  private KeyRing plainKeys() {
    return new KeyRing(host, new SecureRandom());
  }

  private KeyKeeper.Care findings() {
    return new KeyFindings(host, InstantSource.system())::look;
  }

  private ConfigurationLoader reloader(
      KnobSource knobs,
      Map<String, String> overrides,
      KeySource keys,
      Optional<SecureRandom> random,
      KeyKeeper.Care keyCare) {
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
        otherKinds(keys, random, keyCare));
  }

  /** Keys come last, since a mistake in anything keeps them from being replaced. */
  private ConfigurationLoader.OtherKinds otherKinds(
      KeySource keys, Optional<SecureRandom> random, KeyKeeper.Care keyCare) {
    StandingLoader standing =
        new StandingLoader(host, random, signatureProvider, Clock.systemUTC(), lanes);
    OAuthLoader oauth =
        new OAuthLoader(
            host,
            lanes,
            InstantSource.system(),
            keys,
            signatureProvider,
            htcondor.expressions()::evaluate);
    return (settings, served, daemonUser, problems) -> {
      Map<String, Provider> all = new TreeMap<>(oauth.load(settings, served, daemonUser, problems));
      Map<String, Provider> usable = new TreeMap<>(all);
      usable.putAll(served);
      all.putAll(standing.loadWith(settings, usable, daemonUser, problems));
      keyCare.see(settings, served, daemonUser, problems);
      return all;
    };
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
