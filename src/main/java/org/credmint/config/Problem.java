package org.credmint.config;

import java.util.Optional;

/**
 * One thing that is wrong with the configuration, told so that an administrator can mend it.
 *
 * @param severity how much stands still because of it
 * @param provider the provider it disables or concerns; empty where it concerns the whole daemon
 * @param subject the knob or file, such as {@code LOCAL_CREDMON_TOKEN_LIFETIME}
 * @param value what stands there; empty where nothing does. Never a secret
 * @param reason why that is wrong
 * @param fix what to do
 */
public record Problem(
    Severity severity,
    Optional<String> provider,
    String subject,
    String value,
    String reason,
    String fix) {

  /** How much stands still because of a problem. */
  public enum Severity {
    /** Nothing can be served: the daemon ends and asks not to be restarted. */
    FATAL,
    /** The named provider is not served; the others are. */
    DISABLES_PROVIDER,
    /** All is served, but not as the administrator would want. */
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
