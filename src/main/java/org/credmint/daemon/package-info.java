// SPDX-License-Identifier: Apache-2.0
/**
 * The running monitor: one loop that owns the state, and workers that look, issue and write for it.
 *
 * <p>The door is {@link org.credmint.daemon.Credmon}, whose documentation is the map of the whole
 * program.
 */
@NullMarked
package org.credmint.daemon;

import org.jspecify.annotations.NullMarked;
