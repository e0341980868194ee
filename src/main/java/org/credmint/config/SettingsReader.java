// SPDX-License-Identifier: Apache-2.0
package org.credmint.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.credmint.config.knob.DaemonKnob;
import org.credmint.config.knob.InvalidKnobValueException;
import org.credmint.config.knob.KnobNames;
import org.credmint.config.knob.KnobReader;
import org.credmint.config.knob.KnobReader.KnobValue;
import org.credmint.config.knob.Problem;
import org.credmint.config.knob.Problem.Severity;
import org.credmint.config.knob.ProviderKnobs;
import org.credmint.config.knob.ProviderSpelling;
import org.credmint.config.knob.UnknownKnobs;
import org.credmint.config.knob.Values;
import org.credmint.config.knob.Values.Converter;
import org.credmint.config.oauth.OAuthKnob;
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
  /** Where HTCondor's packages have them. */
  private static final String USUAL_SPOOL = "/var/lib/condor/spool";

  private final Knobs knobs;
  private final String daemonName;
  private final String fullHostname;
  private final KnobReader reader;
  private final List<Problem> problems = new ArrayList<>();
  private final DaemonKnobs daemonKnobs;
  private final Map<String, ReadableRights> rights = new TreeMap<>();
  private final Map<String, KeySettings> keys = new TreeMap<>();

  SettingsReader(Knobs knobs, String daemonName, String fullHostname) {
    this.knobs = knobs;
    this.daemonName = daemonName;
    this.fullHostname = fullHostname;
    this.reader = new KnobReader(knobs, daemonName);
    this.daemonKnobs = new DaemonKnobs(reader, problems::add);
  }

  SettingsReading read() {
    Optional<Path> directory = directory();
    ProviderNames providerNames = new ProviderNames(reader);
    List<String> standingNames = StandingReader.names(reader);
    OAuthReader.Reading logins = new OAuthReader(reader).read(knobs, providerNames.read());
    List<String> names = names(providerNames, standingNames, logins.services());
    NameRuleReader.Reading nameRule = nameRule(providerNames, names, logins);
    Map<String, ProviderSettings> providers = servableProviders(names, nameRule);
    boolean trust = daemonKnobs.value(DaemonKnob.TRUST_DIRECTORY, Values::bool);
    PullInterval pullInterval = new PullIntervalReader(daemonKnobs).read();
    int mode = daemonKnobs.value(DaemonKnob.USE_FILE_MODE, Values::useFileMode);
    AuditSettings.Reading audit = AuditSettings.read(knobs, daemonName);
    problems.addAll(audit.problems());
    MonitoringSettings monitoring = MonitoringSettings.read(knobs, daemonName, problems::add);
    StandingDeclarations standing = standing(names, standingNames, logins.services());
    SettingsReading.Parts parts =
        new SettingsReading.Parts(directory, pullInterval, keys, new KnobNames(reader));
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
            jobQueueLog(),
            jobRenewal(),
            audit.settings(),
            monitoring,
            standing,
            logins.services());
    return reading(settings, standing, logins.services(), parts);
  }

  /** Where there is nothing else, there is the provider of HTCondor's default. */
  private List<String> names(
      ProviderNames providerNames, List<String> standingNames, OAuthServices logins) {
    return standingNames.isEmpty() && logins.declared().isEmpty()
        ? providerNames.read()
        : providerNames.written(knobs);
  }

  private static boolean isNone(
      Map<String, ProviderSettings> providers,
      StandingDeclarations standing,
      OAuthServices logins) {
    return providers.isEmpty() && standing.usable().isEmpty() && logins.usable().isEmpty();
  }

  private NameRuleReader.Reading nameRule(
      ProviderNames providerNames, List<String> names, OAuthReader.Reading logins) {
    NameRuleReader.Reading read =
        new NameRuleReader(reader, knobs).read(names, logins.services().declared().keySet());
    problems.addAll(logins.problems());
    problems.addAll(providerNames.unservable(names, read.specialCharacters()));
    problems.addAll(read.problems());
    return read;
  }

  private SettingsReading reading(
      @Nullable Settings settings,
      StandingDeclarations standing,
      OAuthServices logins,
      SettingsReading.Parts parts) {
    return new SettingsReading(
        Optional.ofNullable(settings),
        rights,
        standing.declared(),
        logins.declared(),
        placed(problems),
        parts);
  }

  private Map<String, ProviderSettings> servableProviders(
      List<String> names, NameRuleReader.Reading nameRule) {
    boolean special = nameRule.specialCharacters();
    Map<String, ProviderSettings> providers =
        providers(names.stream().filter(n -> ProviderNames.isServable(n, special)).toList());
    problems.addAll(ProviderClashes.find(providers.values(), reader));
    JobTransforms transforms = new JobTransforms(knobs);
    transforms.withoutProvider(names, providers).ifPresent(problems::add);
    problems.addAll(transforms.problems(providers.values()));
    problems.addAll(new SecureAttributes(knobs).problems(providers.values()));
    return providers;
  }

  private StandingDeclarations standing(
      List<String> names, List<String> standingNames, OAuthServices logins) {
    String host = knobs.get("FULL_HOSTNAME").orElse(fullHostname);
    List<String> all = Stream.concat(names.stream(), logins.declared().keySet().stream()).toList();
    StandingReader.Reading standing = new StandingReader(knobs, reader, all, host).read();
    problems.addAll(standing.problems());
    List<String> known = new ArrayList<>(StandingKnob.namesFor(standingNames));
    known.addAll(OAuthKnob.ownNamesFor(logins.declared().keySet()));
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

  private Path jobQueueLog() {
    Optional<String> set = reader.find(DaemonKnob.JOB_QUEUE_LOG).map(KnobValue::value);
    String file = set.orElseGet(() -> knobs.get("SPOOL").orElse(USUAL_SPOOL) + "/job_queue.log");
    try {
      return Values.file(file.strip());
    } catch (InvalidKnobValueException e) {
      problems.add(
          Problem.warning(
              DaemonKnob.JOB_QUEUE_LOG.generalName(),
              Values.shown(file),
              e.reason(),
              e.fix() + "; without it no provider can issue per-job credentials"));
      return Path.of(USUAL_SPOOL, "job_queue.log");
    }
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

  /** The stock monitor alone still takes the older name, which HTCondor gave up with 8.9.7. */
  private Optional<Path> directory() {
    Optional<KnobValue> found =
        reader
            .find(DaemonKnob.CREDENTIAL_DIRECTORY)
            .or(() -> reader.find(DaemonKnob.CREDENTIAL_DIRECTORY.fallback()));
    if (found.isEmpty()) {
      problems.add(
          Problem.fatal(
              DaemonKnob.CREDENTIAL_DIRECTORY.generalName(),
              "",
              "is not set",
              "set it, or add `use feature: OAUTH` to the configuration of the access point"));
      return Optional.empty();
    }
    try {
      return Optional.of(Values.file(found.get().value()));
    } catch (InvalidKnobValueException e) {
      daemonKnobs.report(Severity.FATAL, found.get(), e);
      return Optional.empty();
    }
  }

  private boolean isFatal() {
    return problems.stream().anyMatch(p -> p.severity() == Severity.FATAL);
  }
}
