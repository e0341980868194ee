// SPDX-License-Identifier: Apache-2.0
package org.credmint.demand;

import org.credmint.provider.ActiveConfiguration;

/**
 * Tells which credentials are wanted, and which no longer are. The loop has it read when it says
 * that something has changed, and applies what it tells to the index.
 */
public interface DemandSource {
  /** What it is, for messages: {@code job queue}. */
  String name();

  /**
   * Has everything compared at the next reading, also what did not seem to change.
   *
   * @param cause why, for the log
   */
  void lookAgain(String cause);

  /**
   * Reads what is new since the last reading. Called by workers, by one at a time; a long reading
   * is told in parts. Never throws: what cannot be read is an event of the reading, and what was
   * known stays known.
   */
  DemandReading read(ActiveConfiguration active);
}
