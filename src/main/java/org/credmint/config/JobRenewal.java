// SPDX-License-Identifier: Apache-2.0
package org.credmint.config;

import java.time.Duration;
import org.credmint.config.knob.DaemonKnob;

/**
 * For how long the credential of a job that cannot run is still renewed. What is over is removed,
 * and made again when the job is released.
 *
 * @param held {@code CREDMINT_HELD_JOB_RENEWAL}: from when the job went on hold
 * @param removed {@code CREDMINT_REMOVED_JOB_RENEWAL}: from when its owner removed it, for a job
 *     that stays in the queue, be it to transfer its output or because of {@code leave_in_queue}
 */
public record JobRenewal(Duration held, Duration removed) {
  /** The knob that sets the first. */
  public static final String HELD_KNOB = DaemonKnob.HELD_JOB_RENEWAL.generalName();

  /** The knob that sets the second. */
  public static final String REMOVED_KNOB = DaemonKnob.REMOVED_JOB_RENEWAL.generalName();
}
