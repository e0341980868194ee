// SPDX-License-Identifier: Apache-2.0
/**
 * The policy rules of a provider: which users may have which scopes, audiences and lifetimes.
 *
 * <p>The door is {@link org.credmint.config.rule.PolicyRules}.
 */
@NullMarked
package org.credmint.config.rule;

import org.jspecify.annotations.NullMarked;
