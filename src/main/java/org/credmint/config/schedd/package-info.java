// SPDX-License-Identifier: Apache-2.0
/**
 * The schedd's own knobs, as far as they decide which credentials jobs request and which attributes
 * of a job only the schedd sets.
 *
 * <p>The door is {@link org.credmint.config.schedd.JobTransforms}.
 */
@NullMarked
package org.credmint.config.schedd;

import org.jspecify.annotations.NullMarked;
