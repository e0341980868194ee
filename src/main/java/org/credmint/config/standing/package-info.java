// SPDX-License-Identifier: Apache-2.0
/**
 * Credentials that are kept fresh without anybody asking for them: the knobs that declare them,
 * their targets, and the templates that targets fill.
 *
 * <p>The door is {@link org.credmint.config.standing.StandingReader}.
 */
@NullMarked
package org.credmint.config.standing;

import org.jspecify.annotations.NullMarked;
