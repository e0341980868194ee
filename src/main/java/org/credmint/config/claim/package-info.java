// SPDX-License-Identifier: Apache-2.0
/**
 * What a provider's credentials may claim: templates of scopes and audiences, the variables that may
 * stand in them, and the attributes by which jobs ask for less.
 *
 * <p>The door is {@link org.credmint.config.claim.ClaimSettings}.
 */
@NullMarked
package org.credmint.config.claim;

import org.jspecify.annotations.NullMarked;
