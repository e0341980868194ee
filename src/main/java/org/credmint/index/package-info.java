// SPDX-License-Identifier: Apache-2.0
/**
 * What the loop remembers: every credential, whose turn it is, and when the others are due. Touched
 * by the loop's thread only.
 *
 * <p>The door is {@link org.credmint.index.CredentialIndex}.
 */
@NullMarked
package org.credmint.index;

import org.jspecify.annotations.NullMarked;
