// SPDX-License-Identifier: Apache-2.0
/**
 * Standing credentials as providers: who gets one, what it says, what signs it.
 *
 * <p>The door is {@link org.credmint.standing.StandingLoader}.
 */
@NullMarked
package org.credmint.standing;

import org.jspecify.annotations.NullMarked;
