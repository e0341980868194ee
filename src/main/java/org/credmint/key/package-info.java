// SPDX-License-Identifier: Apache-2.0
/**
 * The keys that sign: reads them from PEM files, refuses those that are unsafe or unfit, makes
 * missing ones, and keeps the public key beside the private one.
 *
 * <p>The door is {@link org.credmint.key.KeyRing}; what it hands out is a {@link
 * org.credmint.key.SigningKey}, which signs but never shows its private key. Bouncy Castle reads
 * the files, Nimbus names the keys and signs.
 */
@NullMarked
package org.credmint.key;

import org.jspecify.annotations.NullMarked;
