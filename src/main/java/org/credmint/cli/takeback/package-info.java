// SPDX-License-Identifier: Apache-2.0
/**
 * The commands by which administrators take back, renew and mint credentials; the doors are the
 * commands.
 */
@NullMarked
package org.credmint.cli.takeback;

import org.jspecify.annotations.NullMarked;
