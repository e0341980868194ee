// SPDX-License-Identifier: Apache-2.0
/**
 * What administrators ask the daemon for, by files in the control directory.
 *
 * <p>The door is {@link org.credmint.demand.control.ControlSource}.
 */
@NullMarked
package org.credmint.demand.control;

import org.jspecify.annotations.NullMarked;
