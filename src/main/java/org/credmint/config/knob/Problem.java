// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.knob;

import java.util.Optional;
import org.credmint.htcondor.knob.Knobs;

/**
 * One thing that is wrong with the configuration, in words that let an administrator fix it.
 *
 * @param severity what does not work because of it
 * @param provider the provider it disables or concerns; empty where it concerns the whole daemon
 * @param subject the knob or file, such as {@code LOCAL_CREDMON_TOKEN_LIFETIME}
 * @param value its value; empty where there is none. Never a secret
 * @param reason what is wrong with it
 * @param fix what to do
 * @param place where the knob was written, such as {@code /etc/condor/config.d/40-x.conf, line 3};
 *     empty where nobody wrote it, or HTCondor does not tell
 */
public record Problem(
    Severity severity,
    Optional<String> provider,
    String subject,
    String value,
    String reason,
    String fix,
    Optional<String> place) {

  /** A problem whose place is not known. */
  public Problem(
      Severity severity,
      Optional<String> provider,
      String subject,
      String value,
      String reason,
      String fix) {
    this(severity, provider, subject, value, reason, fix, Optional.empty());
  }

  /** What does not work because of a problem. */
  public enum Severity {
    /** Nothing can be served: the daemon exits, not to be restarted. */
    FATAL,
    /** The provider is not served; others are. */
    DISABLES_PROVIDER,
    /** Everything is served, but not as the administrator would want. */
    WARNING
  }

  /** A problem because of which nothing can be served. */
  public static Problem fatal(String subject, String value, String reason, String fix) {
    return new Problem(Severity.FATAL, Optional.empty(), subject, value, reason, fix);
  }

  /** A problem that disables one provider. */
  public static Problem ofProvider(
      String provider, String subject, String value, String reason, String fix) {
    return new Problem(
        Severity.DISABLES_PROVIDER, Optional.of(provider), subject, value, reason, fix);
  }

  /** A problem that disables nothing. */
  public static Problem warning(String subject, String value, String reason, String fix) {
    return new Problem(Severity.WARNING, Optional.empty(), subject, value, reason, fix);
  }

  /** The same with the knob as it was written, and where. */
  public Problem placedBy(Knobs knobs) {
    Optional<String> file = knobs.origin(subject).filter(origin -> origin.startsWith("/"));
    return file.isEmpty()
        ? this
        : new Problem(severity, provider, knobs.written(subject), value, reason, fix, file);
  }

  /** Whether something is not served because of it. */
  public boolean isError() {
    return severity != Severity.WARNING;
  }

  /** {@code SUBJECT = value: reason; fix (place)}, on one line. */
  @Override
  public String toString() {
    String head = value.isEmpty() ? subject : subject + " = " + value;
    return head + ": " + reason + "; " + fix + place.map(file -> " (" + file + ")").orElse("");
  }
}
