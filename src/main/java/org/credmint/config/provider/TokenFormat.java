// SPDX-License-Identifier: Apache-2.0
package org.credmint.config.provider;

import java.time.Duration;
import org.credmint.credential.TokenProfile;

/**
 * How a provider's tokens are written.
 *
 * @param json whether the file holds a JSON object around the token ({@code TOKEN_USE_JSON})
 * @param profile which rules tokens follow ({@code TOKEN_VERSION})
 * @param backdating how far {@code nbf} lies in the past, and {@code iat} at most; zero leaves
 *     {@code nbf} out ({@code NBF_BACKDATE})
 */
public record TokenFormat(boolean json, TokenProfile profile, Duration backdating) {}
