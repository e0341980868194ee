// SPDX-License-Identifier: Apache-2.0
package org.credmint.config;

import java.util.Optional;

/**
 * One thing that is wrong with the configuration, in words that let an administrator fix it.
 *
 * @param severity what does not work because of it
 * @param provider the provider it disables or concerns; empty where it concerns the whole daemon
 * @param subject the knob or file, such as {@code LOCAL_CREDMON_TOKEN_LIFETIME}
 * @param value its value; empty where there is none. Never a secret
 * @param reason what is wrong with it
 * @param fix what to do
 */
public record Problem(
    Severity severity,
    Optional<String> provider,
    String subject,
    String value,
    String reason,
    String fix) {

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

  /** The same with another fix. */
  Problem withFix(String other) {
    return new Problem(severity, provider, subject, value, reason, other);
  }

  /** {@code SUBJECT = value: reason; fix}, on one line. */
  @Override
  public String toString() {
    String head = value.isEmpty() ? subject : subject + " = " + value;
    return head + ": " + reason + "; " + fix;
  }
}
