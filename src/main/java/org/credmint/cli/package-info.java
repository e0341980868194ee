// SPDX-License-Identifier: Apache-2.0
/** The commands, and the one place that wires the rooms together. */
@NullMarked
package org.credmint.cli;

import org.jspecify.annotations.NullMarked;
