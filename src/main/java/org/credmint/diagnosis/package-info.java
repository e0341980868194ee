// SPDX-License-Identifier: Apache-2.0
/**
 * Why somebody does not have a credential that works: from what was found of it to one cause and
 * one command. Pure: it is given what others have read.
 *
 * <p>The door is {@link org.credmint.diagnosis.Diagnosis}.
 */
@NullMarked
package org.credmint.diagnosis;

import org.jspecify.annotations.NullMarked;
