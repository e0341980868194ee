package org.credmint.daemon;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.credmint.config.ProviderSettings;
import org.credmint.config.ScopeTemplate;
import org.credmint.credential.SigningAlgorithm;
import org.credmint.credential.TokenProfile;

/** Settings of a provider as the defaults give them. */
final class TestProviders {
  private TestProviders() {}

  static ProviderSettings settings(String name, Path keys) {
    return new ProviderSettings(
        name,
        keys.resolve(name + "-private.pem"),
        keys.resolve(name + ".pem"),
        "local",
        SigningAlgorithm.ES256,
        "https://issuer.example",
        template("read:/user/{username} write:/user/{username}"),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        TestMonitor.LIFETIME,
        true,
        List.of("https://storage.example"),
        TokenProfile.SCITOKENS_2,
        Duration.ofSeconds(60));
  }

  static ScopeTemplate template(String text) {
    try {
      return ScopeTemplate.parse(text, Set.of("username"));
    } catch (ScopeTemplate.InvalidTemplate e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** The same with another lifetime. */
  static ProviderSettings withLifetime(ProviderSettings s, Duration lifetime) {
    return new ProviderSettings(
        s.name(),
        s.privateKey(),
        s.publicKey(),
        s.keyId(),
        s.algorithm(),
        s.issuer(),
        s.scopes(),
        s.scopesExpression(),
        s.groupScopes(),
        s.groupMapFile(),
        s.requiredGroup(),
        lifetime,
        s.json(),
        s.audiences(),
        s.profile(),
        s.backdating());
  }

  /** The same with another template. */
  static ProviderSettings withScopes(ProviderSettings s, String scopes) {
    return new ProviderSettings(
        s.name(),
        s.privateKey(),
        s.publicKey(),
        s.keyId(),
        s.algorithm(),
        s.issuer(),
        template(scopes),
        s.scopesExpression(),
        s.groupScopes(),
        s.groupMapFile(),
        s.requiredGroup(),
        s.lifetime(),
        s.json(),
        s.audiences(),
        s.profile(),
        s.backdating());
  }

  /** The same with another key. */
  static ProviderSettings withKey(ProviderSettings s, Path privateKey) {
    return new ProviderSettings(
        s.name(),
        privateKey,
        privateKey.resolveSibling(privateKey.getFileName() + ".pub"),
        s.keyId(),
        s.algorithm(),
        s.issuer(),
        s.scopes(),
        s.scopesExpression(),
        s.groupScopes(),
        s.groupMapFile(),
        s.requiredGroup(),
        s.lifetime(),
        s.json(),
        s.audiences(),
        s.profile(),
        s.backdating());
  }
}
