// SPDX-License-Identifier: Apache-2.0
/**
 * HTCondor's IDTOKENs: signing keys as HTCondor reads them, tokens as HTCondor makes them.
 *
 * <p>The door is {@link org.credmint.issue.idtoken.IdTokenIssuer}.
 */
@NullMarked
package org.credmint.issue.idtoken;

import org.jspecify.annotations.NullMarked;
