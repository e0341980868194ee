// SPDX-License-Identifier: Apache-2.0
/** {@code credmint config}: each knob's value and where it comes from. */
@NullMarked
package org.credmint.cli.config;

import org.jspecify.annotations.NullMarked;
