// SPDX-License-Identifier: Apache-2.0
/**
 * Credentials that an administrator's program makes. The door is {@link
 * org.credmint.issue.callout.ProgramIssuer}.
 */
@NullMarked
package org.credmint.issue.callout;

import org.jspecify.annotations.NullMarked;
