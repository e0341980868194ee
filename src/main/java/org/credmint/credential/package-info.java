// SPDX-License-Identifier: Apache-2.0
/**
 * The nouns that every other room speaks in: what a credential is called, what it allows, and what
 * a token claims.
 *
 * <p>Values only. Each type checks itself when it is made, so that a value which exists is a valid
 * one; nothing here reads a file, a clock or a knob. The door is {@link
 * org.credmint.credential.CredentialId}.
 */
@NullMarked
package org.credmint.credential;

import org.jspecify.annotations.NullMarked;
