// SPDX-License-Identifier: Apache-2.0
/**
 * The settings of one provider, and of a configuration with errors the part that can still be relied
 * on.
 *
 * <p>The door is {@link org.credmint.config.provider.ProviderSettings}.
 */
@NullMarked
package org.credmint.config.provider;

import org.jspecify.annotations.NullMarked;
