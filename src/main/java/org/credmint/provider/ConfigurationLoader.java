// SPDX-License-Identifier: Apache-2.0
package org.credmint.provider;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.credmint.config.GroupMap;
import org.credmint.config.GroupMapReading;
import org.credmint.config.GroupSettings;
import org.credmint.config.Problem;
import org.credmint.config.ProviderSettings;
import org.credmint.config.ProviderSpelling;
import org.credmint.config.PullInterval;
import org.credmint.config.ReadableRights;
import org.credmint.config.ScheddList;
import org.credmint.config.ScheddQueue;
import org.credmint.config.Settings;
import org.credmint.config.SettingsReading;
import org.credmint.htcondor.knob.KnobProblem;
import org.credmint.htcondor.knob.Knobs;
import org.credmint.htcondor.log.DaemonLogSettings;
import org.credmint.htcondor.tool.ClassAdExpressions;
import org.credmint.htcondor.tool.KnobReading;
import org.credmint.htcondor.tool.KnobSource;
import org.credmint.issue.LocalIssuer;
import org.credmint.key.KeyLoadResult;
import org.credmint.key.SignatureProvider;
import org.credmint.key.SigningKey;
import org.credmint.os.Accounts;
import org.credmint.os.Host;
import org.credmint.renew.Freshness;
import org.credmint.renew.RenewalSchedule;
import org.credmint.request.CredentialDirectoryReader;

/** Reads the configuration with all that it points to: knobs, keys and groups. */
public final class ConfigurationLoader {
  private static final Pattern CONDOR_IDS = Pattern.compile("\\s*(\\d{1,9})\\.\\d{1,9}\\s*");

  private static final String CONDOR_ACCOUNT = "condor";
  private static final int ROOT = 0;

  private final String daemonName;
  private final KnobSource source;
  private final Map<String, String> overrides;
  private final String fullHostname;
  private final Function<ProviderSettings, KeyLoadResult> keys;
  private final SignatureProvider signatureProvider;
  private final Host host;
  private final ClassAdExpressions expressions;
  private final Set<Integer> trustedOwners;
  private final QueueFinder queueFinder;

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
   */
  public ConfigurationLoader(
      String daemonName,
      KnobSource source,
      Map<String, String> overrides,
      String fullHostname,
      Function<ProviderSettings, KeyLoadResult> keys,
      SignatureProvider signatureProvider,
      Host host,
      ClassAdExpressions expressions,
      Set<Integer> trustedOwners) {
    this.daemonName = daemonName;
    this.source = source;
    this.overrides = Map.copyOf(overrides);
    this.fullHostname = fullHostname;
    this.keys = keys;
    this.signatureProvider = signatureProvider;
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
    List<Problem> problems = new ArrayList<>(reading.problems());
    log.problems().forEach(problem -> problems.add(ofLog(problem)));
    Map<String, Bound> bounds = new HashMap<>();
    reading.rights().forEach((name, rights) -> bounds.put(name, bound(rights, problems)));
    if (reading.settings().isEmpty()) {
      return new ConfigurationLoad.Unusable(bounds, log.settings(), problems);
    }
    Settings settings = reading.settings().get();
    QueueFinder.Found queues = queueFinder.find(knobs, settings);
    if (queues.failure().isPresent()) {
      return new ConfigurationLoad.Unreadable(queues.failure().get(), Optional.of(bounds));
    }
    Freshness freshness = new Freshness(settings.pullInterval().value());
    TokenProvider.Context context =
        new TokenProvider.Context(
            new ScopeExpressions(expressions::evaluate), freshness.shortestLifetime());
    Map<String, Provider> served = new HashMap<>();
    bounds.forEach(
        (name, bound) ->
            Optional.ofNullable(settings.providers().get(name))
                .flatMap(provider -> serve(provider, bound, context, problems))
                .ifPresent(one -> served.put(name, one)));
    bounds.keySet().removeAll(served.keySet());
    if (served.isEmpty()) {
      return new ConfigurationLoad.Unusable(bounds, log.settings(), problems);
    }
    if (!ActiveConfiguration.forJobs(served.values()).isEmpty()) {
      problems.addAll(queues.problems());
    }
    problems.addAll(brokenPromises(settings, freshness));
    return new ConfigurationLoad.Read(
        serving(settings, served, freshness, queues.queues(), condorId(knobs)),
        bounds,
        log.settings(),
        problems);
  }

  private ActiveConfiguration serving(
      Settings settings,
      Map<String, Provider> served,
      Freshness freshness,
      List<ScheddQueue> queues,
      OptionalInt condorId) {
    Set<Integer> owners = new HashSet<>(trustedOwners);
    condorId.ifPresent(owners::add);
    CredentialDirectoryReader directoryReader =
        new CredentialDirectoryReader(
            served.keySet(),
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
        new RenewalSchedule(freshness),
        directoryReader,
        directoryOwner(condorId),
        queues);
  }

  /** HTCondor's user, as for those that the credd makes; our own where we can give nothing away. */
  private int directoryOwner(OptionalInt condorId) {
    int own = host.identity().uid();
    return own == ROOT ? condorId.orElse(ROOT) : own;
  }

  /** HTCondor's user: {@code CONDOR_IDS} names its user and group as numbers. */
  private OptionalInt condorId(Knobs knobs) {
    Optional<Integer> named =
        knobs
            .get("CONDOR_IDS")
            .map(CONDOR_IDS::matcher)
            .filter(Matcher::matches)
            .map(ids -> Integer.parseInt(ids.group(1)));
    return named.isPresent() ? OptionalInt.of(named.get()) : host.identity().userId(CONDOR_ACCOUNT);
  }

  private Optional<Provider> serve(
      ProviderSettings provider,
      Bound bound,
      TokenProvider.Context context,
      List<Problem> problems) {
    if (!provider.groups().system()) {
      bound.groupMap().flatMap(groups -> unknownGroups(provider, groups)).ifPresent(problems::add);
    }
    Rights rights = new Rights(provider, bound.groupMap(), bound.accounts());
    return key(provider, problems)
        .map(key -> new TokenProvider(rights, issuer(provider, key), context));
  }

  private LocalIssuer issuer(ProviderSettings provider, SigningKey key) {
    return new LocalIssuer(
        provider.issuer(),
        provider.form(),
        key,
        signatureProvider,
        () -> UUID.randomUUID().toString());
  }

  private Bound bound(ReadableRights rights, List<Problem> problems) {
    GroupSettings groups = rights.groups();
    Optional<Accounts> accounts = groups.system() ? Optional.of(host.accounts()) : Optional.empty();
    return new Bound(rights, groupMap(groups, problems), accounts);
  }

  private Optional<GroupMap> groupMap(GroupSettings groups, List<Problem> problems) {
    if (groups.mapFile().isEmpty()) {
      return Optional.of(GroupMap.EMPTY);
    }
    GroupMapReading reading = GroupMapReading.read(host, groups.mapFile().get());
    problems.addAll(reading.problems());
    return reading.map();
  }

  /** The system's groups are not looked up here: they may be many, and each costs a question. */
  public static Optional<Problem> unknownGroups(ProviderSettings provider, GroupMap map) {
    Set<String> unknown = new TreeSet<>();
    provider.policy().ifPresent(policy -> unknown.addAll(map.withoutMembers(policy.groups())));
    if (unknown.isEmpty() || provider.groups().mapFile().isEmpty() || provider.groups().system()) {
      return Optional.empty();
    }
    return Optional.of(
        new Problem(
            Problem.Severity.WARNING,
            Optional.of(provider.name()),
            policyKnob(provider),
            String.join(" ", unknown),
            "these groups have no members in " + provider.groups().mapFile().get(),
            "correct the names, or add the groups to the file"));
  }

  private static String policyKnob(ProviderSettings provider) {
    return "CREDMINT_" + ProviderSpelling.of(provider.name()) + "_POLICY";
  }

  private Optional<SigningKey> key(ProviderSettings provider, List<Problem> problems) {
    KeyLoadResult reading = keys.apply(provider);
    if (reading instanceof KeyLoadResult.Loaded loaded) {
      problems.addAll(loaded.warnings());
      return Optional.of(loaded.key());
    }
    if (reading instanceof KeyLoadResult.Refused refused) {
      problems.add(refused.problem());
    } else if (reading instanceof KeyLoadResult.Missing missing) {
      problems.add(missing.problem());
    }
    return Optional.empty();
  }

  /** What cannot be kept fresh in running jobs, with the lifetime that could. */
  public static List<Problem> brokenPromises(Settings settings, Freshness freshness) {
    List<Problem> problems = new ArrayList<>();
    for (ProviderSettings provider : settings.providers().values()) {
      Map<Duration, String> knobs = new LinkedHashMap<>();
      knobs.put(
          provider.claims().lifetime(),
          "LOCAL_CREDMON_" + ProviderSpelling.of(provider.name()) + "_TOKEN_LIFETIME");
      provider
          .policy()
          .ifPresent(
              policy ->
                  policy
                      .lifetimes()
                      .forEach(life -> knobs.putIfAbsent(life, policyKnob(provider))));
      knobs.forEach(
          (lifetime, knob) -> {
            if (!freshness.isMetBy(lifetime)) {
              problems.add(
                  brokenPromise(provider, knob, lifetime, settings.pullInterval(), freshness));
            }
          });
    }
    return problems;
  }

  private static Problem brokenPromise(
      ProviderSettings provider,
      String knob,
      Duration lifetime,
      PullInterval pull,
      Freshness freshness) {
    return new Problem(
        Problem.Severity.WARNING,
        Optional.of(provider.name()),
        knob,
        Long.toString(lifetime.toSeconds()),
        "running jobs may hold expired tokens, because they fetch new ones only every %d s (%s)"
            .formatted(pull.value().toSeconds(), pull.source()),
        "set it to %d or more, or shorten that interval"
            .formatted(freshness.shortestLifetime().toSeconds()));
  }

  private static Problem ofLog(KnobProblem problem) {
    return Problem.warning(problem.knob(), problem.value(), problem.reason(), problem.fix());
  }
}
