// SPDX-License-Identifier: Apache-2.0
/**
 * Which of the credentials at hand a site asks for. {@link
 * org.credmint.credential.method.AuthMethod} is an expression as GlideinWMS has it in {@code
 * auth_method}; {@link org.credmint.credential.method.Selection} is the answer to one, with the
 * reason for everything that was not chosen.
 */
@NullMarked
package org.credmint.credential.method;

import org.jspecify.annotations.NullMarked;
