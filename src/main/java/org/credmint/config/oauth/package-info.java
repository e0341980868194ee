// SPDX-License-Identifier: Apache-2.0
/**
 * The knobs of services whose tokens a remote issuer gives: OAuth2 logins.
 *
 * <p>The door is {@link org.credmint.config.oauth.OAuthReader}.
 */
@NullMarked
package org.credmint.config.oauth;

import org.jspecify.annotations.NullMarked;
