// SPDX-License-Identifier: Apache-2.0
package org.credmint.issue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.credmint.config.claim.ClaimSettings;
import org.credmint.config.claim.JobScoping;
import org.credmint.config.claim.ScopeTemplate;
import org.credmint.config.claim.Template;
import org.credmint.config.group.GroupSettings;
import org.credmint.config.provider.KeySettings;
import org.credmint.config.provider.ProviderSettings;
import org.credmint.config.provider.TokenFormat;
import org.credmint.credential.CredentialId;
import org.credmint.credential.Scope;
import org.credmint.credential.SigningAlgorithm;
import org.credmint.credential.TokenProfile;
import org.credmint.key.SignatureProvider;
import org.credmint.key.SigningKey;
import org.credmint.policy.decision.TokenPlan;

/** Plans for tests: one that is as usual, and the same with one thing changed. */
final class Plans {
  static final ProviderSettings PROVIDER =
      new ProviderSettings(
          "scitokens",
          "https://ap.example",
          new KeySettings(
              Path.of("private.pem"),
              Path.of("public.pem"),
              Optional.of("k1"),
              SigningAlgorithm.ES256,
              Optional.empty()),
          new TokenFormat(true, TokenProfile.SCITOKENS_2, Duration.ofMinutes(1)),
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

  static TokenPlan usual() {
    return with("alice", SCOPES, PROVIDER.claims().audiences(), lifetime());
  }

  static TokenPlan withSubject(String subject) {
    return with(subject, SCOPES, PROVIDER.claims().audiences(), lifetime());
  }

  static TokenPlan withScopes(List<Scope> scopes) {
    return with("alice", scopes, PROVIDER.claims().audiences(), lifetime());
  }

  static TokenPlan withLifetime(Duration lifetime) {
    return with("alice", SCOPES, PROVIDER.claims().audiences(), lifetime);
  }

  static TokenPlan withAudiences(List<String> audiences) {
    return with("alice", SCOPES, audiences, lifetime());
  }

  /** The usual form with another profile. */
  static TokenFormat of(TokenProfile profile) {
    return new TokenFormat(true, profile, PROVIDER.form().backdating());
  }

  /** The usual form with {@code nbf} earlier by this. */
  static TokenFormat backdatedBy(Duration backdating) {
    return new TokenFormat(true, PROVIDER.form().profile(), backdating);
  }

  /** An issuer in the usual form, whose tokens all have one id. */
  static LocalIssuer issuer(SigningKey key, SignatureProvider signatureProvider, String tokenId) {
    return issuer(PROVIDER.form(), key, signatureProvider, tokenId);
  }

  static LocalIssuer issuer(
      TokenFormat form, SigningKey key, SignatureProvider signatureProvider, String tokenId) {
    return new LocalIssuer(PROVIDER.issuer(), form, key, signatureProvider, () -> tokenId);
  }

  private static Duration lifetime() {
    return PROVIDER.claims().lifetime();
  }

  private static TokenPlan with(
      String subject, List<Scope> scopes, List<String> audiences, Duration lifetime) {
    return new TokenPlan(
        new CredentialId("alice", PROVIDER.name(), ""),
        subject,
        scopes,
        audiences,
        lifetime,
        List.of());
  }
}
