// SPDX-License-Identifier: Apache-2.0
/**
 * What policy is given about a user and a job, and what it answers: a plan, a refusal or a suspension.
 *
 * <p>Values only. The door is {@link org.credmint.policy.decision.Decision}.
 */
@NullMarked
package org.credmint.policy.decision;

import org.jspecify.annotations.NullMarked;
