// SPDX-License-Identifier: Apache-2.0
/**
 * Key rings: the next, the current and the retired keys of issuers, how they are kept on disk,
 * published and replaced.
 *
 * <p>The doors are {@link org.credmint.rotation.RingKeys}, from which providers get the key that
 * signs, and {@link org.credmint.rotation.KeyKeeper}, which publishes and replaces keys.
 */
@NullMarked
package org.credmint.rotation;

import org.jspecify.annotations.NullMarked;
