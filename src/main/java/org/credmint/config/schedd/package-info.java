// SPDX-License-Identifier: Apache-2.0
/**
 * HTCondor's own knobs, as far as they decide which credentials jobs request, which attributes of a
 * job only the schedd sets, and whether credentials reach jobs at all.
 *
 * <p>The door is {@link org.credmint.config.schedd.JobTransforms}.
 */
@NullMarked
package org.credmint.config.schedd;

import org.jspecify.annotations.NullMarked;
