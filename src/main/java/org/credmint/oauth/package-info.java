// SPDX-License-Identifier: Apache-2.0
/**
 * OAuth2 services as providers: what the configuration says of them, and what renews their tokens.
 *
 * <p>The door is {@link org.credmint.oauth.OAuthLoader}.
 */
@NullMarked
package org.credmint.oauth;

import org.jspecify.annotations.NullMarked;
