// SPDX-License-Identifier: Apache-2.0
/** Options that several commands share; the door is {@link org.credmint.cli.option.DaemonOption}. */
@NullMarked
package org.credmint.cli.option;

import org.jspecify.annotations.NullMarked;
