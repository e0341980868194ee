// SPDX-License-Identifier: Apache-2.0
/**
 * Decides when a credential is issued again, and when to try again after a failure.
 *
 * <p>Pure arithmetic on times that are handed in. The door is {@link
 * org.credmint.renew.RenewalSchedule}.
 */
@NullMarked
package org.credmint.renew;

import org.jspecify.annotations.NullMarked;
