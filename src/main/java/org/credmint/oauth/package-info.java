// SPDX-License-Identifier: Apache-2.0
/**
 * Services of remote issuers as providers: what the configuration says of them, and what asks for
 * their tokens.
 *
 * <p>The door is {@link org.credmint.oauth.OAuthLoader}.
 */
@NullMarked
package org.credmint.oauth;

import org.jspecify.annotations.NullMarked;
