// SPDX-License-Identifier: Apache-2.0
/**
 * HTCondor's command-line tools: the configuration, ClassAd expressions, holds, job ads and
 * readiness.
 *
 * <p>The door is {@link org.credmint.htcondor.tool.Tools}, which finds and runs them. Whatever is
 * missing or fails comes back as a value with a reason. Tried with 23.9.6 and 25.14.1.
 */
@NullMarked
package org.credmint.htcondor.tool;

import org.jspecify.annotations.NullMarked;
