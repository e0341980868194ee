// SPDX-License-Identifier: Apache-2.0
package org.credmint.oauth;

import org.credmint.issue.endpoint.OAuthClient;
import org.credmint.issue.endpoint.TokenEndpoint;
import org.credmint.issue.lane.Lane;
import org.credmint.issue.oauth.LoginFiles;

/**
 * What a remote issuer is asked with.
 *
 * @param client who we are there
 * @param endpoint where it gives tokens
 * @param lane where it is asked
 * @param logins the users' logins
 * @param proof tells the client's secret or key, and whom it trusts, from others
 */
record Access(
    OAuthClient client, TokenEndpoint endpoint, Lane lane, LoginFiles logins, String proof) {}
