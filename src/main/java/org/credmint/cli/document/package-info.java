// SPDX-License-Identifier: Apache-2.0
/**
 * The commands that print what a shell and man(1) want to know of all others; the doors are {@link
 * org.credmint.cli.document.Completion} and {@link org.credmint.cli.document.Manual}.
 */
@NullMarked
package org.credmint.cli.document;

import org.jspecify.annotations.NullMarked;
