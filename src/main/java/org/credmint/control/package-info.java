// SPDX-License-Identifier: Apache-2.0
/**
 * The directory by which administrators direct a daemon: who may write there decides what is
 * issued.
 *
 * <p>The door is {@link org.credmint.control.ControlDirectory}.
 */
@NullMarked
package org.credmint.control;

import org.jspecify.annotations.NullMarked;
