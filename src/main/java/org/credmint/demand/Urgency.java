// SPDX-License-Identifier: Apache-2.0
package org.credmint.demand;

/** Whose turn comes first. */
public enum Urgency {
  /** Somebody may be waiting at the terminal, or about to run. */
  URGENT,
  /** A renewal, or one of many after a start or a change of configuration. */
  ROUTINE
}
