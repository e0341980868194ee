// SPDX-License-Identifier: Apache-2.0
/** The commands about signing keys: make, list, publish, retire, merge. */
@NullMarked
package org.credmint.cli.keys;

import org.jspecify.annotations.NullMarked;
