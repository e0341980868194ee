// SPDX-License-Identifier: Apache-2.0
/**
 * The sources of demand: who asks for credentials. HTCondor's credential directory and its job
 * queue are two; a new one is a class beside them.
 *
 * <p>The door is {@link org.credmint.demand.DemandSource}.
 */
@NullMarked
package org.credmint.demand;

import org.jspecify.annotations.NullMarked;
