// SPDX-License-Identifier: Apache-2.0
/**
 * Reads audit logs of any size line by line: verifies their chain, and finds lines and tokens in
 * them.
 *
 * <p>The door is {@link org.credmint.audit.search.AuditFiles}. Nothing here writes.
 */
@NullMarked
package org.credmint.audit.search;

import org.jspecify.annotations.NullMarked;
