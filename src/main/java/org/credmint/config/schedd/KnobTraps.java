// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.schedd;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.credmint.config.knob.KnobReader;
import org.credmint.config.knob.KnobReader.KnobValue;
import org.credmint.config.knob.Problem;
import org.credmint.config.knob.Values;
import org.credmint.htcondor.knob.CondorVersion;
import org.credmint.htcondor.knob.Knobs;

/**
 * HTCondor's own knobs that keep credentials from jobs, or a daemon from its work, though each of
 * them is valid. What is not set is not judged: HTCondor's defaults are sound.
 */
public final class KnobTraps {
  /** The first release whose credd reads the list of local providers. */
  private static final CondorVersion WITH_LIST = new CondorVersion(24, 1, 0);

  /** The starter takes credentials from a shadow over an encrypted connection only. */
  private static final List<String> ENCRYPTION =
      List.of(
          "SHADOW.SEC_CLIENT_ENCRYPTION",
          "SEC_CLIENT_ENCRYPTION",
          "SHADOW.SEC_DAEMON_ENCRYPTION",
          "SEC_DAEMON_ENCRYPTION",
          "SEC_DEFAULT_ENCRYPTION");

  /** The only one that an older credd takes for local without being asked. */
  private static final String USUAL_PROVIDER = "scitokens";

  private static final Set<String> NO = Set.of("false", "f", "0", "no", "n");

  private final Knobs knobs;
  private final String daemonName;
  private final KnobReader reader;

  /**
   * The knobs of one daemon.
   *
   * @param daemonName HTCondor's name of it, such as {@code CREDMON_OAUTH}
   */
  public KnobTraps(Knobs knobs, String daemonName) {
    this.knobs = knobs;
    this.daemonName = daemonName;
    this.reader = new KnobReader(knobs, daemonName);
  }

  /** What was found, each a warning with the place where the knob is set. */
  public List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    ENCRYPTION.forEach(knob -> encryption(knob).ifPresent(problems::add));
    daemonCore().ifPresent(problems::add);
    distrusted().ifPresent(problems::add);
    refreshInterval().ifPresent(problems::add);
    factories().ifPresent(problems::add);
    sharedDirectory().ifPresent(problems::add);
    singleName().ifPresent(problems::add);
    return problems.stream().map(problem -> problem.placedBy(knobs)).toList();
  }

  /** What somebody has set; HTCondor tells its defaults too. */
  private Optional<String> value(String knob) {
    return knobs
        .get(knob)
        .filter(text -> !reader.isHtcondorsDefault(new KnobValue(knob, text)))
        .map(String::strip)
        .filter(text -> !text.isEmpty());
  }

  private static Problem trap(String knob, String value, String reason, String fix) {
    return Problem.warning(knob, Values.shown(value), reason, fix);
  }

  private Optional<Problem> encryption(String knob) {
    return value(knob)
        .filter(text -> text.equalsIgnoreCase("NEVER") || text.equalsIgnoreCase("OPTIONAL"))
        .map(
            text ->
                trap(
                    knob,
                    text,
                    text.equalsIgnoreCase("NEVER")
                        ? "turns off encryption between shadows and starters, and starters take no credentials without it"
                        : "leaves encryption between shadows and starters to the execution points, and starters take no credentials without it",
                    "set it to REQUIRED or PREFERRED, or remove it"));
  }

  /** A monitor that speaks no HTCondor would get signals as messages that it cannot read. */
  private Optional<Problem> daemonCore() {
    return value("DC_DAEMON_LIST")
        .filter(
            list ->
                Values.list(list).stream()
                    .map(name -> name.replaceFirst("^\\+", "").toUpperCase(Locale.ROOT))
                    .anyMatch(daemonName::equals))
        .map(
            list ->
                trap(
                    "DC_DAEMON_LIST",
                    list,
                    "names %s, which is no DaemonCore daemon: condor_master would give it arguments and messages that it does not know"
                        .formatted(daemonName),
                    "remove " + daemonName + " from the list"));
  }

  private Optional<Problem> distrusted() {
    Optional<String> user = value(daemonName + "_USERID").filter(name -> !name.equals("root"));
    boolean trusts = value("TRUST_CREDENTIAL_DIRECTORY").filter(text -> !isNo(text)).isPresent();
    return user.filter(name -> !trusts)
        .map(
            name ->
                trap(
                    "TRUST_CREDENTIAL_DIRECTORY",
                    value("TRUST_CREDENTIAL_DIRECTORY").orElse(""),
                    "is not true, so the shadow reads root's files only, and %s_USERID = %s would write files that put every job on hold"
                        .formatted(daemonName, name),
                    "set TRUST_CREDENTIAL_DIRECTORY = True"));
  }

  private static boolean isNo(String text) {
    return NO.contains(text.toLowerCase(Locale.ROOT));
  }

  private Optional<Problem> refreshInterval() {
    boolean isKnown =
        value("SEC_CREDENTIAL_REFRESH").isPresent() || value("CREDMINT_PULL_INTERVAL").isPresent();
    return value("SEC_CREDENTIAL_REFRESH_INTERVAL")
        .filter(text -> !isKnown)
        .map(
            text ->
                trap(
                    "SEC_CREDENTIAL_REFRESH_INTERVAL",
                    text,
                    "does not say how often running jobs fetch their credentials; SEC_CREDENTIAL_REFRESH of the execution points does",
                    "set SEC_CREDENTIAL_REFRESH there, and CREDMINT_PULL_INTERVAL here to the same number"));
  }

  private Optional<Problem> factories() {
    return value("TRANSFORM_FACTORY_AND_JOB_ADS")
        .filter(KnobTraps::isNo)
        .filter(text -> knobs.get("PER_JOB_TOKEN_PROVIDER").isPresent())
        .map(
            text ->
                trap(
                    "TRANSFORM_FACTORY_AND_JOB_ADS",
                    text,
                    "keeps the transform that gives each job its own token from jobs with late materialization, which request the user's token",
                    "set it to True, or remove it"));
  }

  private Optional<Problem> sharedDirectory() {
    Optional<String> own = value("SEC_CREDENTIAL_DIRECTORY_OAUTH");
    return value("SEC_CREDENTIAL_DIRECTORY_KRB")
        .filter(other -> own.filter(other::equals).isPresent())
        .map(
            path ->
                trap(
                    "SEC_CREDENTIAL_DIRECTORY_KRB",
                    path,
                    "is SEC_CREDENTIAL_DIRECTORY_OAUTH too, and two monitors in one directory take each other's pid and files",
                    "give Kerberos a directory of its own"));
  }

  private Optional<Problem> singleName() {
    boolean isOld = knobs.condorVersion().filter(now -> now.compareTo(WITH_LIST) < 0).isPresent();
    return value("LOCAL_CREDMON_PROVIDER_NAMES")
        .filter(names -> isOld && value("LOCAL_CREDMON_PROVIDER_NAME").isEmpty())
        .filter(names -> !Values.list(names).equals(List.of(USUAL_PROVIDER)))
        .map(
            names ->
                trap(
                    "LOCAL_CREDMON_PROVIDER_NAMES",
                    names,
                    "is not read by the credd before HTCondor 24.1, which takes other providers than scitokens for OAuth2 services",
                    "set LOCAL_CREDMON_PROVIDER_NAME too, to the provider that users name"));
  }
}
