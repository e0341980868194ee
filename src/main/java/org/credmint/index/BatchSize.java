// SPDX-License-Identifier: Apache-2.0
package org.credmint.index;

/**
 * How many credentials one worker gets at most, and of how many users.
 *
 * @param urgent credentials that somebody waits for
 * @param urgentUsers of so many users
 * @param routine other credentials; 0 for none
 * @param routineUsers of so many users
 */
public record BatchSize(int urgent, int urgentUsers, int routine, int routineUsers) {
  /** The same without routine work. */
  public BatchSize urgentOnly() {
    return new BatchSize(urgent, urgentUsers, 0, 0);
  }
}
