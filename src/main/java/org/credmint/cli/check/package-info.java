// SPDX-License-Identifier: Apache-2.0
/**
 * What {@code check --changes} prints, and {@code explain} for programs; the doors are {@link
 * org.credmint.cli.check.ChangesReport} and {@link org.credmint.cli.check.ExplanationJson}.
 */
@NullMarked
package org.credmint.cli.check;

import org.jspecify.annotations.NullMarked;
