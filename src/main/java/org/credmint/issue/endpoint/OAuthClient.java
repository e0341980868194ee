// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue.endpoint;

import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.id.ClientID;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.credmint.secret.Secret;

/**
 * Who HTCondor is at an issuer.
 *
 * @param id its name there
 * @param secret by which it proves that; empty for a public client, or one with a key
 * @param basic whether the secret goes into the header; else into the body
 * @param key by which it proves that in place of a secret
 */
public record OAuthClient(
    String id, Optional<Secret> secret, boolean basic, Optional<ClientKey> key) {
  /** One without a key. */
  public OAuthClient(String id, Optional<Secret> secret, boolean basic) {
    this(id, secret, basic, Optional.empty());
  }

  /**
   * What a token is to allow, and for whom it is; nothing of either is sent where the list is
   * empty.
   */
  public record Wanted(List<String> scopes, List<String> audiences) {
    /** What was granted before. */
    public static final Wanted AS_GRANTED = new Wanted(List.of(), List.of());

    /** Takes copies. */
    public Wanted {
      scopes = List.copyOf(scopes);
      audiences = List.copyOf(audiences);
    }
  }

  /**
   * A request for tokens (RFC 6749 section 4 to 6, RFC 8693 section 2.1).
   *
   * @throws IOException where the key cannot sign
   */
  TokenRequest request(URI tokenUrl, AuthorizationGrant grant, Wanted wanted, Instant now)
      throws IOException {
    Optional<ClientAuthentication> proof = proof(tokenUrl, now);
    TokenRequest.Builder request =
        proof.isPresent()
            ? new TokenRequest.Builder(tokenUrl, proof.get(), grant)
            : new TokenRequest.Builder(tokenUrl, new ClientID(id), grant);
    if (!wanted.scopes().isEmpty()) {
      request.scope(new Scope(wanted.scopes().toArray(String[]::new)));
    }
    if (!wanted.audiences().isEmpty()) {
      request.customParameter("audience", String.join(" ", wanted.audiences()));
    }
    return request.build();
  }

  private Optional<ClientAuthentication> proof(URI tokenUrl, Instant now) throws IOException {
    if (key.isPresent()) {
      return Optional.of(key.get().proof(id, tokenUrl, now));
    }
    return secret.map(own -> authentication(new ClientID(id), own));
  }

  private ClientAuthentication authentication(ClientID client, Secret own) {
    com.nimbusds.oauth2.sdk.auth.Secret shown =
        new com.nimbusds.oauth2.sdk.auth.Secret(
            own.expose(bytes -> new String(bytes, StandardCharsets.UTF_8)));
    return basic ? new ClientSecretBasic(client, shown) : new ClientSecretPost(client, shown);
  }
}
