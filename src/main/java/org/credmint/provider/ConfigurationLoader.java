// SPDX-License-Identifier: Apache-2.0
package org.credmint.provider;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.credmint.config.ScheddList;
import org.credmint.config.ScheddQueue;
import org.credmint.config.Settings;
import org.credmint.config.SettingsReading;
import org.credmint.config.knob.Problem;
import org.credmint.config.provider.KeySettings;
import org.credmint.config.provider.ProviderSettings;
import org.credmint.directory.CredentialDirectoryReader;
import org.credmint.directory.DaemonAccounts;
import org.credmint.htcondor.knob.KnobProblem;
import org.credmint.htcondor.knob.Knobs;
import org.credmint.htcondor.log.DaemonLogSettings;
import org.credmint.htcondor.tool.ClassAdExpressions;
import org.credmint.htcondor.tool.KnobReading;
import org.credmint.htcondor.tool.KnobSource;
import org.credmint.key.KeySource;
import org.credmint.key.SignatureProvider;
import org.credmint.os.Host;
import org.credmint.renew.Freshness;
import org.credmint.renew.RenewalSchedule;

/** Reads the configuration with all that it points to: knobs, keys and groups. */
public final class ConfigurationLoader {
  private final String daemonName;
  private final KnobSource source;
  private final Map<String, String> overrides;
  private final String fullHostname;
  private final ProviderLoader providerLoader;
  private final Host host;
  private final ClassAdExpressions expressions;
  private final Set<Integer> trustedOwners;
  private final QueueFinder queueFinder;
  private final OtherKinds otherKinds;

  /** Makes providers of another kind than tokens that are signed here for users and jobs. */
  @FunctionalInterface
  public interface OtherKinds {
    /** For configurations without any. */
    OtherKinds NONE = (settings, served, daemonUser, problems) -> Map.of();

    /** Makes those of some settings with what is served; {@code problems} takes what is wrong. */
    Map<String, Provider> load(
        Settings settings,
        Map<String, TokenProvider> served,
        int daemonUser,
        Collection<Problem> problems);
  }

  /**
   * A reader of the configuration.
   *
   * @param daemonName HTCondor's name of this daemon, such as {@code CREDMON_OAUTH}
   * @param source tells HTCondor's knobs
   * @param overrides knobs that the command line sets
   * @param fullHostname this host's name, for where the configuration does not tell it
   * @param keys opens a provider's signing key, and makes it where that is wanted
   * @param signatureProvider computes signatures
   * @param host opens map files
   * @param expressions evaluates ClassAd expressions
   * @param trustedOwners who may own users' directories
   * @param otherKinds makes providers of other kinds
   */
  public ConfigurationLoader(
      String daemonName,
      KnobSource source,
      Map<String, String> overrides,
      String fullHostname,
      KeySource keys,
      SignatureProvider signatureProvider,
      Host host,
      ClassAdExpressions expressions,
      Set<Integer> trustedOwners,
      OtherKinds otherKinds) {
    this.otherKinds = otherKinds;
    this.daemonName = daemonName;
    this.source = source;
    this.overrides = Map.copyOf(overrides);
    this.fullHostname = fullHostname;
    this.providerLoader = new ProviderLoader(keys, signatureProvider, host);
    this.host = host;
    this.expressions = expressions;
    this.trustedOwners = Set.copyOf(trustedOwners);
    this.queueFinder =
        new QueueFinder(name -> source.ofSchedd(name, ScheddList.QUESTION), fullHostname);
  }

  /** Reads everything anew. May wait for a command and the disk. */
  public ConfigurationLoad load() {
    KnobReading reading = source.read();
    if (reading instanceof KnobReading.Failed failed) {
      return new ConfigurationLoad.Unreadable(
          failed.reason() + "; " + failed.fix(), Optional.empty());
    }
    if (reading instanceof KnobReading.Read read) {
      return reload(read.knobs().with(overrides));
    }
    throw new IllegalStateException("unknown reading " + reading.getClass());
  }

  private ConfigurationLoad reload(Knobs knobs) {
    DaemonLogSettings.Reading log = DaemonLogSettings.from(knobs, daemonName);
    SettingsReading reading = Settings.read(knobs, daemonName, fullHostname);
    SettingsReading.Parts parts = reading.parts();
    Set<Problem> problems = new LinkedHashSet<>(reading.problems());
    log.problems().forEach(problem -> problems.add(ofLog(problem)));
    Bounds bounds = providerLoader.bounds(reading, problems);
    DaemonAccounts accounts = new DaemonAccounts(host, knobs);
    int daemonUser = accounts.daemon(daemonName, parts.credentialDirectory());
    Map<String, TokenProvider> served = serve(reading, bounds.providers(), daemonUser, problems);
    check(bounds.providers(), parts, problems);
    unserved(reading)
        .forEach((name, key) -> providerLoader.inspect(name, key, daemonUser, problems));
    if (reading.settings().isEmpty()) {
      return unusable(bounds, log, problems, knobs, parts);
    }
    Settings settings = reading.settings().get();
    QueueFinder.Found queues = queueFinder.find(knobs, settings);
    if (queues.failure().isPresent()) {
      return new ConfigurationLoad.Unreadable(queues.failure().get(), Optional.of(bounds));
    }
    Map<String, Provider> all = withOthers(settings, served, daemonUser, problems);
    if (all.isEmpty()) {
      return unusable(bounds.without(served.keySet()), log, problems, knobs, parts);
    }
    if (!ActiveConfiguration.forJobs(List.copyOf(served.values())).isEmpty()) {
      problems.addAll(queues.problems());
    }
    problems.addAll(keyIds(knobs, parts).find(served.values()));
    return new ConfigurationLoad.Read(
        serving(settings, all, queues.queues(), accounts),
        bounds.without(served.keySet()),
        log.settings(),
        placed(problems, knobs));
  }

  private KeyIdCheck keyIds(Knobs knobs, SettingsReading.Parts parts) {
    return new KeyIdCheck(parts.names(), knobs.get("FULL_HOSTNAME").orElse(fullHostname));
  }

  private Map<String, Provider> withOthers(
      Settings settings, Map<String, TokenProvider> served, int daemonUser, Set<Problem> problems) {
    Map<String, Provider> all = new TreeMap<>(served);
    all.putAll(otherKinds.load(settings, Map.copyOf(served), daemonUser, problems));
    return all;
  }

  /** The keys of the providers that have other problems. */
  private static Map<String, KeySettings> unserved(SettingsReading reading) {
    Map<String, KeySettings> keys = new TreeMap<>(reading.parts().keys());
    reading.settings().ifPresent(all -> keys.keySet().removeAll(all.providers().keySet()));
    return keys;
  }

  private ConfigurationLoad unusable(
      Bounds bounds,
      DaemonLogSettings.Reading log,
      Set<Problem> problems,
      Knobs knobs,
      SettingsReading.Parts parts) {
    return new ConfigurationLoad.Unusable(
        bounds, log.settings(), placed(problems, knobs), parts.credentialDirectory());
  }

  private static List<Problem> placed(Set<Problem> problems, Knobs knobs) {
    return problems.stream().map(problem -> problem.placedBy(knobs)).toList();
  }

  /** Finds what shows beside files and the freshness promise, of all that is named. */
  private static void check(
      Map<String, Bounds.OfProvider> bounds, SettingsReading.Parts parts, Set<Problem> problems) {
    RightsCheck check = new RightsCheck(parts.names(), parts.pullInterval());
    bounds.forEach(
        (name, bound) -> {
          if (!parts.remote().contains(name)) {
            problems.addAll(check.lifetimes(name, bound.readable()));
          }
          bound
              .groupMap()
              .ifPresent(map -> problems.addAll(check.groups(name, bound.readable(), map)));
        });
  }

  private Map<String, TokenProvider> serve(
      SettingsReading reading,
      Map<String, Bounds.OfProvider> bounds,
      int daemonUser,
      Set<Problem> problems) {
    Map<String, TokenProvider> served = new TreeMap<>();
    if (reading.settings().isPresent()) {
      Map<String, ProviderSettings> usable = reading.settings().get().providers();
      Freshness freshness = new Freshness(reading.parts().pullInterval().value());
      Rights.Context context =
          new Rights.Context(
              new ScopeExpressions(expressions::evaluate), freshness.shortestLifetime());
      bounds.forEach(
          (name, bound) ->
              Optional.ofNullable(usable.get(name))
                  .flatMap(one -> providerLoader.serve(one, bound, context, daemonUser, problems))
                  .ifPresent(one -> served.put(name, one)));
    }
    return served;
  }

  private ActiveConfiguration serving(
      Settings settings,
      Map<String, Provider> served,
      List<ScheddQueue> queues,
      DaemonAccounts accounts) {
    Set<Integer> owners = new HashSet<>(trustedOwners);
    accounts.condor().ifPresent(owners::add);
    CredentialDirectoryReader directoryReader =
        new CredentialDirectoryReader(
            ActiveConfiguration.requestable(served.values()),
            ActiveConfiguration.forJobs(served.values()),
            queues.stream()
                .map(ScheddQueue::localName)
                .filter(name -> !name.isEmpty())
                .filter(name -> QueueFinder.canCarry(name, settings.hasUnderscores()))
                .collect(Collectors.toSet()),
            settings.names(),
            owners);
    return new ActiveConfiguration(
        settings,
        served,
        new RenewalSchedule(new Freshness(settings.pullInterval().value())),
        directoryReader,
        accounts.directoryOwner(),
        queues);
  }

  private static Problem ofLog(KnobProblem problem) {
    return Problem.warning(problem.knob(), problem.value(), problem.reason(), problem.fix());
  }
}
