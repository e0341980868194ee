// SPDX-License-Identifier: Apache-2.0
package org.credmint.event;

/** Which events an administrator sees at which setting of {@code CREDMON_OAUTH_DEBUG}. */
public enum Level {
  /** Logged by default. */
  NORMAL,
  /**
   * Logged by default, for an administrator to look at: the message begins with {@code WARNING:}.
   */
  WARNING,
  /** Logged by default, and something does not work: the message begins with {@code ERROR:}. */
  ERROR,
  /** Logged with {@code D_FULLDEBUG} only. */
  DETAIL
}
