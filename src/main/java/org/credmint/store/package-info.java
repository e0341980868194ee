// SPDX-License-Identifier: Apache-2.0
/**
 * Puts issued credentials where HTCondor looks for them, and reads back what is there.
 *
 * <p>The disk is the truth: what a credential says and when it ends is read from its file. The door
 * is {@link org.credmint.store.CredentialStore}.
 */
@NullMarked
package org.credmint.store;

import org.jspecify.annotations.NullMarked;
