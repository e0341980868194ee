// SPDX-License-Identifier: Apache-2.0
/** The public keys of issuers, as verifiers fetch them: key sets in a web server's directory. */
@NullMarked
package org.credmint.publication;

import org.jspecify.annotations.NullMarked;
