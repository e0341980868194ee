// SPDX-License-Identifier: Apache-2.0
/**
 * Finds out what is asked for: which users there are, and which credentials each of them wants.
 *
 * <p>It reads the names in HTCondor's credential directory and tells what is not as HTCondor makes
 * it. It opens no file: what the credd stores for a local issuer is a trigger without content.
 * Where a name can be read as that of another monitor too, {@link
 * org.credmint.request.ForeignLogin} tells by the content. The door is {@link
 * org.credmint.request.CredentialDirectoryReader}.
 */
@NullMarked
package org.credmint.request;

import org.jspecify.annotations.NullMarked;
