// SPDX-License-Identifier: Apache-2.0
/**
 * Judges the signatures of tokens by keys that somebody has given. {@link
 * org.credmint.content.signature.KnownKeys} holds the keys, {@link
 * org.credmint.content.signature.KeySetDownload} fetches those that an issuer has published.
 */
@NullMarked
package org.credmint.content.signature;

import org.jspecify.annotations.NullMarked;
