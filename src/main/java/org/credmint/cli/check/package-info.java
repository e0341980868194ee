// SPDX-License-Identifier: Apache-2.0
/** What {@code check --changes} prints; the door is {@link org.credmint.cli.check.ChangesReport}. */
@NullMarked
package org.credmint.cli.check;

import org.jspecify.annotations.NullMarked;
