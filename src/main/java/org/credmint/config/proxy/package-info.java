// SPDX-License-Identifier: Apache-2.0
/**
 * X.509 proxies as the configuration wants them: what they are made from, what they say, and how
 * often HTCondor looks at them.
 */
@NullMarked
package org.credmint.config.proxy;

import org.jspecify.annotations.NullMarked;
