// SPDX-License-Identifier: Apache-2.0
package org.credmint.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.credmint.config.knob.DaemonKnob;
import org.credmint.config.knob.KnobNames;
import org.credmint.config.knob.KnobReader;
import org.credmint.config.knob.Problem;
import org.credmint.config.knob.Problem.Severity;
import org.credmint.config.knob.ProviderKnobs;
import org.credmint.config.knob.ProviderSpelling;
import org.credmint.config.knob.UnknownKnobs;
import org.credmint.config.knob.Values;
import org.credmint.config.knob.Values.Converter;
import org.credmint.config.oauth.ClientReader;
import org.credmint.config.oauth.OAuthDestination;
import org.credmint.config.oauth.OAuthReader;
import org.credmint.config.oauth.OAuthServices;
import org.credmint.config.provider.KeySettings;
import org.credmint.config.provider.ProviderClashes;
import org.credmint.config.provider.ProviderReader;
import org.credmint.config.provider.ProviderReading;
import org.credmint.config.provider.ProviderSettings;
import org.credmint.config.provider.ReadableRights;
import org.credmint.config.schedd.JobTransforms;
import org.credmint.config.schedd.SecureAttributes;
import org.credmint.config.standing.StandingDeclarations;
import org.credmint.config.standing.StandingKnob;
import org.credmint.config.standing.StandingReader;
import org.credmint.htcondor.knob.CondorVersion;
import org.credmint.htcondor.knob.Knobs;
import org.jspecify.annotations.Nullable;

/** Reads all knobs once and collects every problem. */
final class SettingsReader {
  private final Knobs knobs;
  private final String daemonName;
  private final String fullHostname;
  private final KnobReader reader;
  private final List<Problem> problems = new ArrayList<>();
  private final DaemonKnobs daemonKnobs;
  private final Map<String, ReadableRights> rights = new TreeMap<>();
  private final Map<String, KeySettings> keys = new TreeMap<>();
  private ClientReader.Reading clients = ClientReader.Reading.NONE;

  SettingsReader(Knobs knobs, String daemonName, String fullHostname) {
    this.knobs = knobs;
    this.daemonName = daemonName;
    this.fullHostname = fullHostname;
    this.reader = new KnobReader(knobs, daemonName);
    this.daemonKnobs = new DaemonKnobs(reader, problems::add);
  }

  SettingsReading read() {
    Optional<Path> directory = daemonKnobs.directory();
    ProviderNames providerNames = new ProviderNames(reader);
    List<String> standingNames = StandingReader.names(reader);
    OAuthReader.Reading logins = remote(providerNames.read());
    List<String> names = names(providerNames, standingNames, logins.services());
    NameRuleReader.Reading nameRule = nameRule(providerNames, names, logins);
    Map<String, ProviderSettings> providers = servableProviders(names, nameRule);
    boolean trust = daemonKnobs.value(DaemonKnob.TRUST_DIRECTORY, Values::bool);
    PullInterval pullInterval = new PullIntervalReader(daemonKnobs).read();
    int mode = daemonKnobs.value(DaemonKnob.USE_FILE_MODE, Values::useFileMode);
    Optional<AuditSettings> audit = audit();
    MonitoringSettings monitoring = MonitoringSettings.read(knobs, daemonName, problems::add);
    Path control = Settings.controlDirectory(knobs, daemonName, problems::add);
    StandingDeclarations standing = standing(names, standingNames, logins.services());
    SettingsReading.Parts parts = parts(directory, pullInterval);
    if (!isFatal() && isNone(providers, standing, logins.services())) {
      problems.add(noneUsable(providerNames, names, standingNames));
    }
    if (isFatal()) {
      return reading(null, standing, logins.services(), parts);
    }
    Settings settings =
        new Settings(
            directory.orElseThrow(),
            providers,
            nameRule.rule(),
            trust,
            pullInterval,
            mode,
            knobs.condorVersion().map(CondorVersion::holdsJobWhenReplacedDuringRead).orElse(true),
            daemonKnobs.jobQueueLog(),
            jobRenewal(),
            audit,
            monitoring,
            control,
            standing,
            logins.services());
    return reading(settings, standing, logins.services(), parts);
  }

  private Optional<AuditSettings> audit() {
    AuditSettings.Reading read = AuditSettings.read(knobs, daemonName);
    problems.addAll(read.problems());
    return read.settings();
  }

  private OAuthReader.Reading remote(List<String> locals) {
    clients = new ClientReader(reader, hostname()).read(locals);
    return new OAuthReader(reader).read(knobs, locals, clients.usable());
  }

  private SettingsReading.Parts parts(Optional<Path> directory, PullInterval pullInterval) {
    return new SettingsReading.Parts(
        directory, pullInterval, keys, new KnobNames(reader), clients.declared().keySet());
  }

  /** Where there is nothing else, there is the provider of HTCondor's default. */
  private List<String> names(
      ProviderNames providerNames, List<String> standingNames, OAuthServices logins) {
    return standingNames.isEmpty() && logins.declared().isEmpty() && clients.declared().isEmpty()
        ? providerNames.read()
        : providerNames.written(knobs);
  }

  private static boolean isNone(
      Map<String, ProviderSettings> providers,
      StandingDeclarations standing,
      OAuthServices remote) {
    boolean noRemote = remote.usable().isEmpty() && remote.clients().isEmpty();
    return providers.isEmpty() && standing.usable().isEmpty() && noRemote;
  }

  private String hostname() {
    return knobs.get("FULL_HOSTNAME").orElse(fullHostname);
  }

  private List<String> withClients(Collection<String> names) {
    return Stream.concat(names.stream(), clients.declared().keySet().stream()).toList();
  }

  private NameRuleReader.Reading nameRule(
      ProviderNames providerNames, List<String> names, OAuthReader.Reading logins) {
    NameRuleReader.Reading read =
        new NameRuleReader(reader, knobs)
            .read(withClients(names), logins.services().declared().keySet());
    problems.addAll(logins.problems());
    problems.addAll(clients.problems());
    problems.addAll(providerNames.unservable(names, read.specialCharacters()));
    problems.addAll(read.problems());
    return read;
  }

  private SettingsReading reading(
      @Nullable Settings settings,
      StandingDeclarations standing,
      OAuthServices logins,
      SettingsReading.Parts parts) {
    Map<String, OAuthDestination> destinations = new TreeMap<>(logins.declared());
    destinations.putAll(clients.declared());
    rights.putAll(clients.rights());
    return new SettingsReading(
        Optional.ofNullable(settings),
        rights,
        standing.declared(),
        destinations,
        placed(problems),
        parts);
  }

  private Map<String, ProviderSettings> servableProviders(
      List<String> names, NameRuleReader.Reading nameRule) {
    boolean special = nameRule.specialCharacters();
    Map<String, ProviderSettings> providers =
        providers(names.stream().filter(n -> ProviderNames.isServable(n, special)).toList());
    problems.addAll(ProviderClashes.find(providers.values(), reader));
    Map<String, ProviderSettings> all = new TreeMap<>(providers);
    clients.usable().forEach((name, one) -> all.put(name, one.rights()));
    JobTransforms transforms = new JobTransforms(knobs);
    transforms.withoutProvider(withClients(names), all).ifPresent(problems::add);
    problems.addAll(transforms.problems(all.values()));
    problems.addAll(new SecureAttributes(knobs).problems(all.values()));
    return providers;
  }

  private StandingDeclarations standing(
      List<String> names, List<String> standingNames, OAuthServices logins) {
    List<String> all = new ArrayList<>(withClients(names));
    all.addAll(logins.declared().keySet());
    StandingReader.Reading standing = new StandingReader(knobs, reader, all, hostname()).read();
    problems.addAll(standing.problems());
    List<String> known = new ArrayList<>(StandingKnob.namesFor(standingNames));
    known.addAll(OAuthReader.ownNamesFor(logins.declared().keySet()));
    known.addAll(ClientReader.ownNamesFor(clients.declared().keySet()));
    problems.addAll(new UnknownKnobs(names, known).findIn(knobs, daemonName));
    return standing.declarations();
  }

  private static Problem noneUsable(
      ProviderNames providerNames, List<String> names, List<String> standingNames) {
    return names.isEmpty()
        ? Problem.fatal(
            StandingKnob.LIST,
            Values.shown(String.join(" ", standingNames)),
            "contains no credential that can be kept",
            "fix the problems reported for these credentials")
        : providerNames.noneUsable(names);
  }

  private JobRenewal jobRenewal() {
    Converter<Duration> seconds = Values.seconds(0, Integer.MAX_VALUE);
    return new JobRenewal(
        daemonKnobs.value(DaemonKnob.HELD_JOB_RENEWAL, seconds),
        daemonKnobs.value(DaemonKnob.REMOVED_JOB_RENEWAL, seconds));
  }

  /** The problems, each with the file and line that the knob stands in, where HTCondor tells it. */
  private List<Problem> placed(List<Problem> unplaced) {
    return unplaced.stream().map(problem -> problem.placedBy(knobs)).toList();
  }

  private Map<String, ProviderSettings> providers(List<String> names) {
    Map<String, ProviderSettings> providers = new TreeMap<>();
    ProviderSpelling spelling = new ProviderSpelling(names, reader);
    for (String name : names) {
      ProviderKnobs own = new ProviderKnobs(name, reader);
      spelling.clashesOf(name).forEach(own::disable);
      ProviderReading reading = new ProviderReader(own, fullHostname).read();
      reading.settings().ifPresent(settings -> providers.put(name, settings));
      rights.put(name, reading.rights());
      reading.key().ifPresent(key -> keys.put(name, key));
      problems.addAll(own.problems());
    }
    return providers;
  }

  private boolean isFatal() {
    return problems.stream().anyMatch(p -> p.severity() == Severity.FATAL);
  }
}
