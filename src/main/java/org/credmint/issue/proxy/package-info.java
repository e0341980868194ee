// SPDX-License-Identifier: Apache-2.0
/**
 * X.509 proxies (RFC 3820): the long-lived certificate that they are made from, and proxies as
 * HTCondor, OpenSSL and VOMS read them.
 *
 * <p>The door is {@link org.credmint.issue.proxy.ProxyIssuer}.
 */
@NullMarked
package org.credmint.issue.proxy;

import org.jspecify.annotations.NullMarked;
