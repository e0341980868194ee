// SPDX-License-Identifier: Apache-2.0
/**
 * The operating system.
 *
 * <p>The door is {@link org.credmint.os.Host}, which makes what the rooms below it hold.
 */
@NullMarked
package org.credmint.os;

import org.jspecify.annotations.NullMarked;
