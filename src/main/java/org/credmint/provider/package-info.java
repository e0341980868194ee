// SPDX-License-Identifier: Apache-2.0
/**
 * What the configuration gives: providers, each with what it allows and what issues for it.
 *
 * <p>The door is {@link org.credmint.provider.Provider}.
 */
@NullMarked
package org.credmint.provider;

import org.jspecify.annotations.NullMarked;
