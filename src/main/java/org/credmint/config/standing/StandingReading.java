// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.standing;

import java.util.List;
import org.credmint.config.knob.Problem;

/**
 * What came of reading the knobs of standing credentials.
 *
 * @param problems everything that is wrong with them
 */
public record StandingReading(StandingDeclarations declarations, List<Problem> problems) {
  /** Takes a copy. */
  public StandingReading {
    problems = List.copyOf(problems);
  }
}
