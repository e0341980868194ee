// SPDX-License-Identifier: Apache-2.0
/**
 * Credentials that an administrator's file holds. The door is {@link
 * org.credmint.issue.stored.StoredIssuer}.
 */
@NullMarked
package org.credmint.issue.stored;

import org.jspecify.annotations.NullMarked;
