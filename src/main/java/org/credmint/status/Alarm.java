// SPDX-License-Identifier: Apache-2.0
package org.credmint.status;

import java.util.Arrays;
import java.util.Locale;

/** How urgently somebody has to look, as Nagios has it (Monitoring Plugins Guidelines). */
public enum Alarm {
  /** Not at all. */
  NONE("OK", 0),
  /** Soon: everybody has what they need for now. */
  WARNING("WARNING", 1),
  /** Now: somebody lacks a credential, or will shortly. */
  CRITICAL("CRITICAL", 2),
  /** It cannot be known. */
  UNKNOWN("UNKNOWN", 3);

  private final String label;
  private final int exitStatus;

  Alarm(String label, int exitStatus) {
    this.label = label;
    this.exitStatus = exitStatus;
  }

  /** The exit status of a check: 0, 1, 2 or 3. */
  public int exitStatus() {
    return exitStatus;
  }

  /** What Nagios calls it. */
  public String label() {
    return label;
  }

  /** In lower case. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** From its word; {@link #UNKNOWN} where it is none. */
  public static Alarm of(String word) {
    return Arrays.stream(values())
        .filter(one -> one.word().equals(word))
        .findFirst()
        .orElse(UNKNOWN);
  }

  /** The more urgent of the two. */
  public Alarm or(Alarm other) {
    return compareTo(other) < 0 ? other : this;
  }
}
