// SPDX-License-Identifier: Apache-2.0
package org.credmint.htcondor;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.credmint.htcondor.knob.Knobs;
import org.credmint.htcondor.nativelib.CondorUtilsLibrary;
import org.credmint.htcondor.nativelib.LibraryLoad;
import org.credmint.htcondor.nativelib.SciTokensLibrary;
import org.credmint.htcondor.tool.ClassAdExpressions;
import org.credmint.htcondor.tool.JobAds;
import org.credmint.htcondor.tool.JobHolds;
import org.credmint.htcondor.tool.KnobSource;
import org.credmint.htcondor.tool.Readiness;
import org.credmint.htcondor.tool.Tools;
import org.credmint.os.Host;

/**
 * The HTCondor on this machine, for all rooms below: makes everything else of this room. Safe for
 * use by several threads, as is all that it makes unless said otherwise there.
 */
public final class HtcondorInstallation {

  private static final Duration LONGEST_CONFIGURATION_LIMIT = Duration.ofMinutes(10);
  private static final Pattern SECONDS = Pattern.compile("[1-9][0-9]{0,2}");

  private final Tools tools;
  private final Map<String, String> environment;

  /**
   * The HTCondor that a process belongs to.
   *
   * @param host runs HTCondor's tools
   * @param environment the process's own. HTCondor itself is found by {@code PATH}; {@code
   *     CONDOR_CONFIG_VAL}, {@code CLASSAD_EVAL} and {@code CREDMINT_PYTHON} name single tools by
   *     their full path; {@code CREDMINT_CONFIG_TIMEOUT} is the time limit for reading the
   *     configuration, in seconds
   */
  public HtcondorInstallation(Host host, Map<String, String> environment) {
    this.tools = new Tools(host.commands(), environment);
    this.environment = Map.copyOf(environment);
  }

  /**
   * Where a daemon's configuration comes from.
   *
   * @param daemonName HTCondor's name of the daemon, such as {@code CREDMON_OAUTH}
   */
  public KnobSource knobs(String daemonName) {
    return new KnobSource(tools, daemonName, configurationLimit());
  }

  /** From 1 to 600 seconds; anything else is as if it were not set. */
  private Optional<Duration> configurationLimit() {
    String set = environment.getOrDefault(KnobSource.LIMIT_VARIABLE, "").strip();
    return SECONDS.matcher(set).matches()
        ? Optional.of(Duration.ofSeconds(Integer.parseInt(set)))
            .filter(limit -> limit.compareTo(LONGEST_CONFIGURATION_LIMIT) <= 0)
        : Optional.empty();
  }

  /** What evaluates ClassAd expressions. */
  public ClassAdExpressions expressions() {
    return new ClassAdExpressions(tools);
  }

  /** libSciTokens, by which HTCondor judges tokens. */
  public LibraryLoad<SciTokensLibrary> sciTokens() {
    return SciTokensLibrary.load();
  }

  /**
   * HTCondor's own library. For short-lived commands only: it may end the process.
   *
   * @param knobs tell where it is
   */
  public LibraryLoad<CondorUtilsLibrary> utils(Knobs knobs) {
    return CondorUtilsLibrary.load(knobs);
  }

  /** What puts jobs on hold. */
  public JobHolds holds() {
    return new JobHolds(tools);
  }

  /** What tells a job's ad. */
  public JobAds jobAds() {
    return new JobAds(tools);
  }

  /** What tells condor_master that the daemon is up. */
  public Readiness readiness() {
    return new Readiness(tools, environment);
  }
}
