package org.credmint.issue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.credmint.config.ProviderSettings;
import org.credmint.config.ScopeTemplate;
import org.credmint.credential.CredentialId;
import org.credmint.credential.Scope;
import org.credmint.credential.SigningAlgorithm;
import org.credmint.credential.TokenProfile;
import org.credmint.policy.Plan;

/** Plans for tests: one that is as usual, and the same with one thing changed. */
final class Plans {
  static final ProviderSettings PROVIDER =
      new ProviderSettings(
          "scitokens",
          Path.of("private.pem"),
          Path.of("public.pem"),
          "k1",
          SigningAlgorithm.ES256,
          "https://ap.example",
          new ScopeTemplate("", List.of()),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Duration.ofMinutes(20),
          true,
          List.of("https://a.example", "https://b.example"),
          TokenProfile.SCITOKENS_2,
          Duration.ofMinutes(1));

  private Plans() {}

  static Plan usual() {
    return with(PROVIDER);
  }

  static Plan with(ProviderSettings provider) {
    return with(provider, "alice");
  }

  static Plan with(ProviderSettings provider, String subject) {
    return new Plan(
        new CredentialId("alice", provider.name(), ""),
        provider,
        subject,
        List.of(new Scope("read", "/user/alice"), new Scope("write", "/user/alice")));
  }

  static ProviderSettings bare() {
    return changed(PROVIDER.profile(), PROVIDER.audiences(), PROVIDER.backdating(), false);
  }

  static ProviderSettings of(TokenProfile profile, List<String> audiences) {
    return changed(profile, audiences, PROVIDER.backdating(), true);
  }

  static ProviderSettings backdatedBy(Duration backdating) {
    return changed(PROVIDER.profile(), PROVIDER.audiences(), backdating, true);
  }

  private static ProviderSettings changed(
      TokenProfile profile, List<String> audiences, Duration backdating, boolean json) {
    return new ProviderSettings(
        PROVIDER.name(),
        PROVIDER.privateKey(),
        PROVIDER.publicKey(),
        PROVIDER.keyId(),
        PROVIDER.algorithm(),
        PROVIDER.issuer(),
        PROVIDER.scopes(),
        PROVIDER.scopesExpression(),
        PROVIDER.groupScopes(),
        PROVIDER.groupMapFile(),
        PROVIDER.requiredGroup(),
        PROVIDER.lifetime(),
        json,
        audiences,
        profile,
        backdating);
  }
}
