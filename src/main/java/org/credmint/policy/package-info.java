// SPDX-License-Identifier: Apache-2.0
/**
 * Decides what a credential may say: a {@link org.credmint.policy.decision.Plan} or a {@link
 * org.credmint.policy.decision.Denial}.
 *
 * <p>Pure: it reads no file and no clock, and the same question has the same answer. The door is
 * {@link org.credmint.policy.Policy}.
 */
@NullMarked
package org.credmint.policy;

import org.jspecify.annotations.NullMarked;
