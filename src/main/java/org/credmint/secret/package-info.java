// SPDX-License-Identifier: Apache-2.0
/**
 * Bytes that must not be printed, and the cleaning of text that came from elsewhere.
 *
 * <p>The door is {@link org.credmint.secret.Secret}. Callers get the bytes by {@link
 * org.credmint.secret.Secret#expose}, so that every exposure is found by one search. {@link
 * org.credmint.secret.Redaction} makes foreign text (an issuer's answer, a tool's error output) fit
 * to be logged.
 */
@NullMarked
package org.credmint.secret;

import org.jspecify.annotations.NullMarked;
