// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.oauth;

import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.id.ClientID;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.credmint.secret.Secret;

/**
 * Who HTCondor is at an issuer.
 *
 * @param id its name there
 * @param secret by which it proves that; empty for a public client
 * @param basic whether the secret goes into the header; else into the body
 */
public record OAuthClient(String id, Optional<Secret> secret, boolean basic) {
  /** A request for tokens (RFC 6749 section 4 to 6); no scope is asked for but what was granted. */
  TokenRequest request(URI tokenUrl, AuthorizationGrant grant) {
    ClientID client = new ClientID(id);
    return secret.isEmpty()
        ? new TokenRequest.Builder(tokenUrl, client, grant).build()
        : new TokenRequest.Builder(tokenUrl, authentication(client, secret.get()), grant).build();
  }

  private ClientAuthentication authentication(ClientID client, Secret own) {
    com.nimbusds.oauth2.sdk.auth.Secret shown =
        new com.nimbusds.oauth2.sdk.auth.Secret(
            own.expose(bytes -> new String(bytes, StandardCharsets.UTF_8)));
    return basic ? new ClientSecretBasic(client, shown) : new ClientSecretPost(client, shown);
  }
}
