// SPDX-License-Identifier: Apache-2.0
/**
 * The credential directory as a whole: whether it is fit, whether it is ours alone, which users
 * there are, and the files that tell others that we run.
 *
 * <p>The door is {@link org.credmint.directory.DirectoryScanner}.
 */
@NullMarked
package org.credmint.directory;

import org.jspecify.annotations.NullMarked;
