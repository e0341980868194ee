// SPDX-License-Identifier: Apache-2.0
package org.credmint.config;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.credmint.config.knob.DaemonKnob;
import org.credmint.config.knob.InvalidKnobValueException;
import org.credmint.config.knob.KnobReader;
import org.credmint.config.knob.Problem;
import org.credmint.config.knob.Values;
import org.credmint.config.oauth.OAuthServices;
import org.credmint.config.provider.ProviderSettings;
import org.credmint.config.standing.StandingDeclarations;
import org.credmint.htcondor.NameRule;
import org.credmint.htcondor.knob.Knobs;

/**
 * The whole configuration of a running monitor, checked.
 *
 * @param credentialDirectory {@code SEC_CREDENTIAL_DIRECTORY_OAUTH}
 * @param providers the usable providers by name; none only where there are other kinds
 * @param names how file names are divided among providers ({@code
 *     CREDMON_ALLOW_SPECIAL_CHAR_NAMES}, the knobs of other monitors, and HTCondor's release)
 * @param trustDirectory {@code TRUST_CREDENTIAL_DIRECTORY}: the shadow reads credentials whoever
 *     owns them
 * @param pullInterval how often jobs fetch
 * @param useFileMode mode of the files that jobs are given: 0400 or 0600 ({@code
 *     CREDMINT_USE_FILE_MODE})
 * @param shadowReadsStrictly whether this release of HTCondor puts a job on hold when its file is
 *     replaced while being read, or may do so because its version is not known
 * @param jobQueueLog {@code JOB_QUEUE_LOG}: where the schedd keeps the jobs
 * @param jobRenewal for how long credentials of jobs that cannot run are renewed
 * @param audit the audit log; empty where it is turned off
 * @param monitoring where the daemon tells how it does
 * @param controlDirectory {@code CREDMINT_CONTROL_DIRECTORY}: where administrators direct the
 *     daemon
 * @param standing the credentials that are kept without a request
 * @param oauth the services of remote issuers
 */
public record Settings(
    Path credentialDirectory,
    Map<String, ProviderSettings> providers,
    NameRule names,
    boolean trustDirectory,
    PullInterval pullInterval,
    int useFileMode,
    boolean shadowReadsStrictly,
    Path jobQueueLog,
    JobRenewal jobRenewal,
    Optional<AuditSettings> audit,
    MonitoringSettings monitoring,
    Path controlDirectory,
    StandingDeclarations standing,
    OAuthServices oauth) {

  /** Takes a copy of the providers. */
  public Settings {
    providers = Collections.unmodifiableMap(new TreeMap<>(providers));
  }

  /** Whether a provider's name holds an underscore, so that names do not end at the first one. */
  public boolean hasUnderscores() {
    return Stream.concat(providers.keySet().stream(), oauth.clients().keySet().stream())
        .anyMatch(name -> name.contains("_"));
  }

  /**
   * {@code CREDMINT_CONTROL_DIRECTORY}, whatever else is wrong with the configuration.
   *
   * @param problems takes what is wrong with the knob, which is fatal: with another directory than
   *     the one that is meant, what is revoked would be issued
   */
  public static Path controlDirectory(Knobs knobs, String daemonName, Consumer<Problem> problems) {
    DaemonKnobs own = new DaemonKnobs(new KnobReader(knobs, daemonName), problems);
    Optional<KnobReader.KnobValue> set = own.find(DaemonKnob.CONTROL_DIRECTORY);
    try {
      if (set.isPresent()) {
        return Values.file(set.get().value());
      }
    } catch (InvalidKnobValueException e) {
      own.report(Problem.Severity.FATAL, set.get(), e);
    }
    return own.defaultOf(DaemonKnob.CONTROL_DIRECTORY, Values::file);
  }

  /** The providers that the configuration names, those included that cannot be served. */
  public static List<String> namedProviders(Knobs knobs, String daemonName) {
    return new ProviderNames(new KnobReader(knobs, daemonName)).written(knobs);
  }

  /**
   * Reads the configuration of one daemon. No file is touched: whether keys and directories are
   * there and usable is for those to say who open them.
   *
   * @param knobs HTCondor's configuration, defaults included and expanded
   * @param daemonName HTCondor's name of the daemon, such as {@code CREDMON_OAUTH}
   * @param fullHostname this host's name, for where the configuration does not tell it
   */
  public static SettingsReading read(Knobs knobs, String daemonName, String fullHostname) {
    return new SettingsReader(knobs, daemonName, fullHostname).read();
  }
}
