// SPDX-License-Identifier: Apache-2.0
/**
 * Directories by descriptor and the files in them: listed, read, appended to, and written durably.
 *
 * <p>The door is {@link org.credmint.os.file.Directory}. It is the only room that writes files.
 */
@NullMarked
package org.credmint.os.file;

import org.jspecify.annotations.NullMarked;
