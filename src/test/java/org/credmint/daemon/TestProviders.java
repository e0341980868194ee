// SPDX-License-Identifier: Apache-2.0
package org.credmint.daemon;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.credmint.config.claim.AllowedVariables;
import org.credmint.config.claim.ClaimSettings;
import org.credmint.config.claim.Granularity;
import org.credmint.config.claim.JobScoping;
import org.credmint.config.claim.ScopeTemplate;
import org.credmint.config.claim.Template;
import org.credmint.config.group.GroupSettings;
import org.credmint.config.provider.KeySettings;
import org.credmint.config.provider.ProviderSettings;
import org.credmint.config.provider.TokenFormat;
import org.credmint.credential.SigningAlgorithm;
import org.credmint.credential.TokenProfile;

/** Settings of a provider as the defaults give them. */
final class TestProviders {
  private static final AllowedVariables USER = AllowedVariables.of("username");

  private TestProviders() {}

  static ProviderSettings settings(String name, Path keys) {
    return new ProviderSettings(
        name,
        "https://issuer.example",
        new KeySettings(
            keys.resolve(name + "-private.pem"),
            keys.resolve(name + ".pem"),
            Optional.of("local"),
            SigningAlgorithm.ES256,
            Optional.empty()),
        new TokenFormat(true, TokenProfile.SCITOKENS_2, Duration.ofSeconds(60)),
        claims("read:/user/{username} write:/user/{username}", TestMonitor.LIFETIME),
        GroupSettings.NONE,
        JobScoping.NONE,
        Optional.empty());
  }

  private static ClaimSettings claims(String scopes, Duration lifetime) {
    return claims(scopes, lifetime, USER);
  }

  private static ClaimSettings claims(
      String scopes, Duration lifetime, AllowedVariables allowedVariables) {
    try {
      return new ClaimSettings(
          ScopeTemplate.parse(scopes, allowedVariables),
          Optional.empty(),
          Optional.empty(),
          Template.parse("{username}", USER),
          List.of("https://storage.example"),
          Optional.empty(),
          lifetime,
          Optional.empty());
    } catch (Template.InvalidTemplateException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** The same with another lifetime. */
  static ProviderSettings withLifetime(ProviderSettings s, Duration lifetime) {
    return with(s, s.key(), claims(s.claims().scopes().text(), lifetime));
  }

  /** The same with another template. */
  static ProviderSettings withScopes(ProviderSettings s, String scopes) {
    return with(s, s.key(), claims(scopes, s.claims().lifetime()));
  }

  /** The same with another key. */
  static ProviderSettings withKey(ProviderSettings s, Path privateKey) {
    Path publicKey = privateKey.resolveSibling(privateKey.getFileName() + ".pub");
    KeySettings key =
        new KeySettings(
            privateKey, publicKey, s.key().id(), s.key().algorithm(), s.key().passphrase());
    return with(s, key, s.claims());
  }

  /** The same, issued for jobs, with another template. */
  static ProviderSettings forJobs(ProviderSettings s, String scopes) {
    JobScoping jobs = new JobScoping(Granularity.JOB, Set.of());
    TokenFormat bare = new TokenFormat(false, s.form().profile(), s.form().backdating());
    ClaimSettings claims = claims(scopes, TestMonitor.LIFETIME, USER.with(jobs));
    return new ProviderSettings(
        s.name(), s.issuer(), s.key(), bare, claims, s.groups(), jobs, s.policy());
  }

  private static ProviderSettings with(ProviderSettings s, KeySettings key, ClaimSettings claims) {
    return new ProviderSettings(
        s.name(), s.issuer(), key, s.form(), claims, s.groups(), s.jobs(), s.policy());
  }
}
