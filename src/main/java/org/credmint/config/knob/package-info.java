// SPDX-License-Identifier: Apache-2.0
/**
 * Knobs: their names and defaults, how values are read from them, and the problems found.
 *
 * <p>The door is {@link org.credmint.config.knob.KnobReader}, for the knobs of one provider {@link
 * org.credmint.config.knob.ProviderKnobs}. A {@link org.credmint.config.knob.Problem} says which knob
 * is wrong, why, and how to fix it.
 */
@NullMarked
package org.credmint.config.knob;

import org.jspecify.annotations.NullMarked;
