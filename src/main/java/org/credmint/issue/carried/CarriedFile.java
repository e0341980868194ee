// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.carried;

import org.credmint.content.Content;
import org.credmint.credential.Description;
import org.credmint.issue.CredentialReading;

/**
 * What the file of such a credential holds.
 *
 * @param content as far as its type tells
 * @param fingerprint tells it from others, without telling anything of it
 * @param endIsKnown whether it says itself when it ends, or was seen to be made
 */
public record CarriedFile(
    Description description, Content.Credential content, String fingerprint, boolean endIsKnown)
    implements CredentialReading.Decoded {}
