// SPDX-License-Identifier: Apache-2.0
/** {@code credmint status}: how the daemon and its credentials do. */
@NullMarked
package org.credmint.cli.status;

import org.jspecify.annotations.NullMarked;
