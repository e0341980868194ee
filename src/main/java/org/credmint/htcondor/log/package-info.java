// SPDX-License-Identifier: Apache-2.0
/**
 * The daemon's own log: written, headed and rotated as HTCondor's daemons do it, and governed by the
 * same knobs, so that {@code condor_fetchlog} and an administrator's habits work.
 *
 * <p>The door is {@link org.credmint.htcondor.log.DaemonLog}. Tried with 23.9.6 and 25.14.1.
 */
@NullMarked
package org.credmint.htcondor.log;

import org.jspecify.annotations.NullMarked;
