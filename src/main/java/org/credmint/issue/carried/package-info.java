// SPDX-License-Identifier: Apache-2.0
/**
 * Credentials that are not made here: what one is to be, and reading one as that. The door is {@link
 * org.credmint.issue.carried.CarriedReader}.
 */
@NullMarked
package org.credmint.issue.carried;

import org.jspecify.annotations.NullMarked;
