// SPDX-License-Identifier: Apache-2.0
/**
 * Makes the report of what the loop remembers.
 *
 * <p>The door is {@link org.credmint.status.survey.StatusSurvey}.
 */
@NullMarked
package org.credmint.status.survey;

import org.jspecify.annotations.NullMarked;
