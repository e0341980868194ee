// SPDX-License-Identifier: Apache-2.0
package org.credmint.daemon;

/** How the program ends, as {@code condor_master} reads it ({@code exit.h} of HTCondor). */
public enum ExitStatus {
  /** Asked to end, and ended well. */
  ASKED(0),
  /** Something broke; the master starts it again. */
  BROKEN(1),
  /** The log cannot be opened ({@code DPRINTF_ERROR}). */
  NO_LOG(44),
  /**
   * Nothing can be served until an administrator fixes the configuration ({@code
   * DAEMON_NO_RESTART}).
   */
  NO_RESTART(99);

  private final int number;

  ExitStatus(int number) {
    this.number = number;
  }

  /** The process's exit status. */
  public int number() {
    return number;
  }
}
