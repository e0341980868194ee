// SPDX-License-Identifier: Apache-2.0
/**
 * What monitoring systems fetch: metrics in Prometheus's text format, as a file or from a port on
 * the loopback address, and a health page for people.
 *
 * <p>The door is {@link org.credmint.metrics.Monitoring}.
 */
@NullMarked
package org.credmint.metrics;

import org.jspecify.annotations.NullMarked;
