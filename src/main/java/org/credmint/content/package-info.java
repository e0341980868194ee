// SPDX-License-Identifier: Apache-2.0
/**
 * Reads any credential that HTCondor may hold into what may be said of it: tokens bare or in JSON,
 * certificates and proxies, keys, text.
 *
 * <p>The door is {@link org.credmint.content.ContentReader}: for any bytes there is an answer and no
 * exception. Nothing that could be used leaves this room but in a {@link
 * org.credmint.secret.Secret}.
 */
@NullMarked
package org.credmint.content;

import org.jspecify.annotations.NullMarked;
