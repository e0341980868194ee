// SPDX-License-Identifier: Apache-2.0
/**
 * The claims of one plan: scopes, audience, lifetime and subject, filled in from templates, limited by
 * the rules, and narrowed by what the job asks for.
 *
 * <p>Pure. The door is {@link org.credmint.policy.claim.PlanBuilder}; only {@code policy} uses it.
 */
@NullMarked
package org.credmint.policy.claim;

import org.jspecify.annotations.NullMarked;
