// SPDX-License-Identifier: Apache-2.0
/** The pool's own keys, as HTCondor's knobs name them. */
@NullMarked
package org.credmint.config.pool;

import org.jspecify.annotations.NullMarked;
