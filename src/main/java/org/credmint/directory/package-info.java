// SPDX-License-Identifier: Apache-2.0
/**
 * The credential directory: whether it is fit and ours alone, which users there are, what the names
 * in it request, and the files that tell others that we run.
 *
 * <p>It opens no request: what the credd stores for a local issuer is a trigger without content.
 * Where a name can be read as that of another monitor too, {@link
 * org.credmint.directory.ForeignLogin} tells by the content. The door is {@link
 * org.credmint.directory.CredentialDirectoryReader}.
 */
@NullMarked
package org.credmint.directory;

import org.jspecify.annotations.NullMarked;
