// SPDX-License-Identifier: Apache-2.0
/**
 * Processes: this one's identity, accounts and signals, and the commands that it runs.
 *
 * <p>The doors are {@link org.credmint.os.process.Commands}, {@link
 * org.credmint.os.process.ProcessIdentity} and {@link org.credmint.os.process.Signals}.
 */
@NullMarked
package org.credmint.os.process;

import org.jspecify.annotations.NullMarked;
