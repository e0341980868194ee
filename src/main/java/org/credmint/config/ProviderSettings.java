package org.credmint.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.credmint.credential.SigningAlgorithm;
import org.credmint.credential.TokenProfile;

/**
 * What one locally issued provider signs, and with which key. Equal records mean that nothing has
 * to be issued again.
 *
 * @param name the provider's name, as users ask for it
 * @param privateKey PEM file with the signing key ({@code PRIVATE_KEY})
 * @param publicKey PEM file that gets the public half when a key is made ({@code PUBLIC_KEY})
 * @param keyId {@code kid} of the token's header ({@code KEY_ID})
 * @param algorithm how tokens are signed ({@code PRIVATE_KEY_ALGORITHM})
 * @param issuer {@code iss} ({@code ISSUER})
 * @param scopes the scopes of every user ({@code AUTHZ_TEMPLATE})
 * @param scopesExpression a ClassAd expression that gives further scopes ({@code
 *     AUTHZ_TEMPLATE_EXPR})
 * @param groupScopes the scopes of each of the user's groups ({@code AUTHZ_GROUP_TEMPLATE})
 * @param groupMapFile which user is in which groups ({@code AUTHZ_GROUP_MAPFILE})
 * @param requiredGroup the group a user must be in to be served ({@code AUTHZ_GROUP_REQUIREMENT})
 * @param lifetime from {@code iat} to {@code exp}, whole seconds ({@code TOKEN_LIFETIME})
 * @param json whether the file holds a JSON object around the token ({@code TOKEN_USE_JSON})
 * @param audiences {@code aud} ({@code TOKEN_AUDIENCE})
 * @param profile which rules tokens follow ({@code TOKEN_VERSION})
 * @param backdating how long before {@code iat} the token is valid; zero leaves {@code nbf} out
 */
public record ProviderSettings(
    String name,
    Path privateKey,
    Path publicKey,
    String keyId,
    SigningAlgorithm algorithm,
    String issuer,
    ScopeTemplate scopes,
    Optional<String> scopesExpression,
    Optional<ScopeTemplate> groupScopes,
    Optional<Path> groupMapFile,
    Optional<String> requiredGroup,
    Duration lifetime,
    boolean json,
    List<String> audiences,
    TokenProfile profile,
    Duration backdating) {

  /** Takes a copy of the audiences. */
  public ProviderSettings {
    audiences = List.copyOf(audiences);
  }

  /** The same, with the token standing bare in its file. */
  public ProviderSettings bare() {
    return new ProviderSettings(
        name,
        privateKey,
        publicKey,
        keyId,
        algorithm,
        issuer,
        scopes,
        scopesExpression,
        groupScopes,
        groupMapFile,
        requiredGroup,
        lifetime,
        false,
        audiences,
        profile,
        backdating);
  }
}
