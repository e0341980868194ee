package org.credmint.event;

/** Which events an administrator sees at which setting of {@code CREDMON_OAUTH_DEBUG}. */
public enum Level {
  /** Told at the default setting. */
  NORMAL,
  /**
   * Told at the default setting, and asks somebody to look: the message begins with {@code
   * WARNING:}.
   */
  WARNING,
  /**
   * Told at the default setting, and something stands still: the message begins with {@code
   * ERROR:}.
   */
  ERROR,
  /** Told with {@code D_FULLDEBUG} only. */
  DETAIL
}
