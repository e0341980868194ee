// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.provider;

import java.util.Optional;

/**
 * What came of reading one provider's knobs.
 *
 * @param settings empty where a problem disables the provider
 * @param key empty where a knob of the key is wrong
 * @param rights what the knobs say of its rights either way
 */
public record ProviderReading(
    Optional<ProviderSettings> settings, Optional<KeySettings> key, ReadableRights rights) {}
