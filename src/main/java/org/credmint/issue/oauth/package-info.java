// SPDX-License-Identifier: Apache-2.0
/**
 * Tokens that a remote OAuth 2.0 authorization server gives for the refresh tokens of users who
 * have logged in.
 *
 * <p>The door is {@link org.credmint.issue.oauth.RefreshIssuer}. Nothing here is loaded where no
 * such service is configured.
 */
@NullMarked
package org.credmint.issue.oauth;

import org.jspecify.annotations.NullMarked;
