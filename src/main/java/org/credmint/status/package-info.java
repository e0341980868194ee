// SPDX-License-Identifier: Apache-2.0
/**
 * How the daemon and its credentials do: the report that the daemon writes to its state file, and
 * that commands and metrics are made of. No secret is in it.
 *
 * <p>The door is {@link org.credmint.status.StatusReport}.
 */
@NullMarked
package org.credmint.status;

import org.jspecify.annotations.NullMarked;
