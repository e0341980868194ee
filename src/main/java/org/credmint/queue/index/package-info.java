// SPDX-License-Identifier: Apache-2.0
/**
 * The jobs of one schedd, as far as their credentials need them, and what changes when lines of the
 * log are applied to them. What is kept of a job that requests nothing is a few bytes.
 *
 * <p>The door is {@link org.credmint.queue.index.Index}; only {@code queue} uses it.
 */
@NullMarked
package org.credmint.queue.index;

import org.jspecify.annotations.NullMarked;
