// SPDX-License-Identifier: Apache-2.0
/**
 * A daemon's configuration as HTCondor gives it, and the release that it comes from.
 *
 * <p>Values only; {@code htcondor.tool} reads them. The door is {@link
 * org.credmint.htcondor.knob.Knobs}.
 */
@NullMarked
package org.credmint.htcondor.knob;

import org.jspecify.annotations.NullMarked;
