// SPDX-License-Identifier: Apache-2.0
/**
 * The audit log: one line for each token that was issued, renewed, refused or removed, chained so
 * that a change is found.
 *
 * <p>The door is {@link org.credmint.audit.AuditLog}, which makes lines durable before anything is
 * done with a token. It returns failures as values: the caller decides whether a token may appear
 * that no line tells of.
 */
@NullMarked
package org.credmint.audit;

import org.jspecify.annotations.NullMarked;
