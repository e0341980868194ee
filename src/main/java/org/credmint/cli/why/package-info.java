// SPDX-License-Identifier: Apache-2.0
/** The command {@code why}; the door is {@link org.credmint.cli.why.Why}. */
@NullMarked
package org.credmint.cli.why;

import org.jspecify.annotations.NullMarked;
