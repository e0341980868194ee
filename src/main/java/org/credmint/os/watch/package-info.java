// SPDX-License-Identifier: Apache-2.0
/**
 * Directory watches (inotify).
 *
 * <p>The door is {@link org.credmint.os.watch.Watch}.
 */
@NullMarked
package org.credmint.os.watch;

import org.jspecify.annotations.NullMarked;
