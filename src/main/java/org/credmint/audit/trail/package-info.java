// SPDX-License-Identifier: Apache-2.0
/**
 * The audit log as the daemon keeps it: where the configuration says, and with its failures logged.
 *
 * <p>The door is {@link org.credmint.audit.trail.AuditTrail}.
 */
@NullMarked
package org.credmint.audit.trail;

import org.jspecify.annotations.NullMarked;
