// SPDX-License-Identifier: Apache-2.0
/**
 * Standing credentials as a source of demand: which targets there are, and which files were
 * exported for targets that are there no longer.
 *
 * <p>The door is {@link org.credmint.demand.standing.StandingSource}.
 */
@NullMarked
package org.credmint.demand.standing;

import org.jspecify.annotations.NullMarked;
