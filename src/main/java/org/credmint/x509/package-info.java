// SPDX-License-Identifier: Apache-2.0
/**
 * What certificates and proxies are, for those who read them and those who make them: their names,
 * the marks of a proxy, who signed whom.
 */
@NullMarked
package org.credmint.x509;

import org.jspecify.annotations.NullMarked;
