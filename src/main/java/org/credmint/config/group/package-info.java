// SPDX-License-Identifier: Apache-2.0
/**
 * Which groups a user is in, by the administrator's map file, and what is required of them.
 *
 * <p>The door is {@link org.credmint.config.group.GroupMap}.
 */
@NullMarked
package org.credmint.config.group;

import org.jspecify.annotations.NullMarked;
