// SPDX-License-Identifier: Apache-2.0
/**
 * Turns a plan into a credential, and reads back what stands in a file.
 *
 * <p>The door is {@link org.credmint.issue.Issuer}: it gives the content of a file that a job will
 * read, or says why there is none and whether waiting helps. {@link
 * org.credmint.issue.TokenFileParser} goes the other way; what it returns is named unverified,
 * because only a signature makes a claim true.
 */
@NullMarked
package org.credmint.issue;

import org.jspecify.annotations.NullMarked;
