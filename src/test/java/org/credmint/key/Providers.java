// SPDX-License-Identifier: Apache-2.0
package org.credmint.key;

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
import org.credmint.credential.SigningAlgorithm;
import org.credmint.credential.TokenProfile;

/** Provider settings for tests, of which only the key matters. */
final class Providers {
  private Providers() {}

  /** A provider with the stock monitor's file names in a directory. */
  static ProviderSettings at(Path directory, SigningAlgorithm algorithm) {
    return with(
        directory.resolve("scitokens-private.pem"), directory.resolve("scitokens.pem"), algorithm);
  }

  static ProviderSettings with(Path privateKey, Path publicKey, SigningAlgorithm algorithm) {
    return with(privateKey, publicKey, algorithm, Optional.empty());
  }

  static ProviderSettings with(
      Path privateKey, Path publicKey, SigningAlgorithm algorithm, Optional<Path> passphrase) {
    return new ProviderSettings(
        "scitokens",
        "https://ap.example",
        new KeySettings(privateKey, publicKey, Optional.of("k1"), algorithm, passphrase),
        new TokenFormat(true, TokenProfile.SCITOKENS_2, Duration.ofMinutes(1)),
        new ClaimSettings(
            new ScopeTemplate("", List.of()),
            Optional.empty(),
            Optional.empty(),
            Template.literal("alice"),
            List.of("ANY"),
            Optional.empty(),
            Duration.ofMinutes(20),
            Optional.empty()),
        GroupSettings.NONE,
        JobScoping.NONE,
        Optional.empty());
  }
}
