// SPDX-License-Identifier: Apache-2.0
/**
 * What a credential is wanted for: for whom, and where it is read. Told by the sources of demand.
 *
 * <p>The door is {@link org.credmint.request.Request}.
 */
@NullMarked
package org.credmint.request;

import org.jspecify.annotations.NullMarked;
