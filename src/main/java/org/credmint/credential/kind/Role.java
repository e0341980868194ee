// SPDX-License-Identifier: Apache-2.0
package org.credmint.credential.kind;

import java.time.Duration;

/**
 * What a site has decided about a credential; nothing of it is in the credential itself.
 *
 * @param purpose what it is for
 * @param trustDomain whose credentials it belongs to, such as {@code OSG}; compared letter by
 *     letter
 * @param securityClass how much its holder is trusted, such as {@code grid}
 * @param target the one place that it is for; empty where it is for any
 * @param minimumLifetime how long it has to be valid still to be of use
 */
public record Role(
    Purpose purpose,
    String trustDomain,
    String securityClass,
    String target,
    Duration minimumLifetime) {}
