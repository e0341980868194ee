// SPDX-License-Identifier: Apache-2.0
/**
 * The C library: its calls, what they return, and their failures.
 *
 * <p>All calls go through one interface, {@link org.credmint.os.libc.Posix}, so that tests can make
 * each of them fail. The rooms of {@code os} use it; all others see failures, file names and what
 * {@code stat} says of a file. File names are strings whose characters are the name's bytes (see
 * {@link org.credmint.os.libc.FileNames}), so that no name is lost or changed, whatever its encoding.
 */
@NullMarked
package org.credmint.os.libc;

import org.jspecify.annotations.NullMarked;
