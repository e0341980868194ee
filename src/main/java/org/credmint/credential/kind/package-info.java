// SPDX-License-Identifier: Apache-2.0
/**
 * The terms of the credential model, whatever the credential: what type it is of, what it is for,
 * whether it is valid and why not, and by which id it is known across renewals.
 *
 * <p>Everything here is a value. {@link org.credmint.credential.kind.CredentialType} and {@link
 * org.credmint.credential.kind.Purpose} have the names that GlideinWMS gives them.
 */
@NullMarked
package org.credmint.credential.kind;

import org.jspecify.annotations.NullMarked;
