// SPDX-License-Identifier: Apache-2.0
/**
 * What administrators have taken back: the list, and the gate that every request passes before its
 * provider decides on it.
 *
 * <p>The door is {@link org.credmint.revocation.Gate}.
 */
@NullMarked
package org.credmint.revocation;

import org.jspecify.annotations.NullMarked;
