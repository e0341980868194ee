// SPDX-License-Identifier: Apache-2.0
/**
 * One batch of work: what is there is compared with what is requested, and what is missing is
 * issued and written. Called by workers; keeps nothing.
 *
 * <p>The door is {@link org.credmint.reconcile.BatchReconciler}.
 */
@NullMarked
package org.credmint.reconcile;

import org.jspecify.annotations.NullMarked;
