// SPDX-License-Identifier: Apache-2.0
package org.credmint.htcondor.tool;

import org.credmint.htcondor.knob.Knobs;

/** What came of asking HTCondor for its configuration. */
public sealed interface KnobReading {

  /** The configuration as HTCondor sees it now. */
  record Read(Knobs knobs) implements KnobReading {}

  /**
   * HTCondor did not tell; whatever configuration was read before still holds.
   *
   * @param reason what went wrong, with the tool's own words
   * @param fix what an administrator can do
   */
  record Failed(String reason, String fix) implements KnobReading {}
}
