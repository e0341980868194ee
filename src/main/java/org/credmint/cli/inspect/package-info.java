// SPDX-License-Identifier: Apache-2.0
/** The command {@code inspect}: what a file holds, whether it is sound, and which of several fits. */
@NullMarked
package org.credmint.cli.inspect;

import org.jspecify.annotations.NullMarked;
