package org.credmint.issue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.credmint.config.ClaimSettings;
import org.credmint.config.GroupSettings;
import org.credmint.config.JobScoping;
import org.credmint.config.KeySettings;
import org.credmint.config.ProviderSettings;
import org.credmint.config.ScopeTemplate;
import org.credmint.config.Template;
import org.credmint.config.TokenForm;
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
          "https://ap.example",
          new KeySettings(
              Path.of("private.pem"),
              Path.of("public.pem"),
              "k1",
              SigningAlgorithm.ES256,
              Optional.empty()),
          new TokenForm(true, TokenProfile.SCITOKENS_2, Duration.ofMinutes(1)),
          new ClaimSettings(
              new ScopeTemplate("", List.of()),
              Optional.empty(),
              Optional.empty(),
              Template.literal("alice"),
              List.of("https://a.example", "https://b.example"),
              Optional.empty(),
              Duration.ofMinutes(20),
              Optional.empty()),
          GroupSettings.NONE,
          JobScoping.NONE,
          Optional.empty());

  private static final List<Scope> SCOPES =
      List.of(new Scope("read", "/user/alice"), new Scope("write", "/user/alice"));

  private Plans() {}

  static Plan usual() {
    return with(PROVIDER);
  }

  static Plan with(ProviderSettings provider) {
    return with(provider, "alice", SCOPES, PROVIDER.claims().audiences(), lifetime());
  }

  static Plan withSubject(String subject) {
    return with(PROVIDER, subject, SCOPES, PROVIDER.claims().audiences(), lifetime());
  }

  static Plan withScopes(List<Scope> scopes) {
    return with(PROVIDER, "alice", scopes, PROVIDER.claims().audiences(), lifetime());
  }

  static Plan withLifetime(Duration lifetime) {
    return with(PROVIDER, "alice", SCOPES, PROVIDER.claims().audiences(), lifetime);
  }

  static Plan of(TokenProfile profile, List<String> audiences) {
    ProviderSettings provider = formed(new TokenForm(true, profile, PROVIDER.form().backdating()));
    return with(provider, "alice", SCOPES, audiences, lifetime());
  }

  static ProviderSettings backdatedBy(Duration backdating) {
    return formed(new TokenForm(true, PROVIDER.form().profile(), backdating));
  }

  private static Duration lifetime() {
    return PROVIDER.claims().lifetime();
  }

  private static Plan with(
      ProviderSettings provider,
      String subject,
      List<Scope> scopes,
      List<String> audiences,
      Duration lifetime) {
    return new Plan(
        new CredentialId("alice", provider.name(), ""),
        provider,
        subject,
        scopes,
        audiences,
        lifetime,
        List.of());
  }

  private static ProviderSettings formed(TokenForm form) {
    return new ProviderSettings(
        PROVIDER.name(),
        PROVIDER.issuer(),
        PROVIDER.key(),
        form,
        PROVIDER.claims(),
        PROVIDER.groups(),
        PROVIDER.jobs(),
        PROVIDER.policy());
  }
}
