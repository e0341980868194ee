// SPDX-License-Identifier: Apache-2.0
/**
 * Turns HTCondor's knobs into records that the other rooms can trust.
 *
 * <p>The door is {@link org.credmint.config.Settings}. All problems are found at once, each with knob,
 * value, reason and fix; a problem of one provider leaves the others standing.
 */
@NullMarked
package org.credmint.config;

import org.jspecify.annotations.NullMarked;
