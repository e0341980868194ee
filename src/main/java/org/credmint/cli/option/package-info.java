// SPDX-License-Identifier: Apache-2.0
/**
 * Options that several commands share, and lines as wide as a terminal; the door is {@link
 * org.credmint.cli.option.DaemonOption}.
 */
@NullMarked
package org.credmint.cli.option;

import org.jspecify.annotations.NullMarked;
