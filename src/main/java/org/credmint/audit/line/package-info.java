// SPDX-License-Identifier: Apache-2.0
/**
 * The lines of the audit log: what stands in one, how it is written and read, and the hash that chains
 * it to the next. The format is that of {@code docs/audit.md}.
 *
 * <p>The door is {@link org.credmint.audit.line.AuditEntry}: what is recorded.
 */
@NullMarked
package org.credmint.audit.line;

import org.jspecify.annotations.NullMarked;
