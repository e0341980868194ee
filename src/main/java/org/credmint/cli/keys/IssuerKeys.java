// SPDX-License-Identifier: Apache-2.0
package org.credmint.cli.keys;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.credmint.config.knob.Problem;
import org.credmint.provider.Provider;
import org.credmint.provider.Provider.VerificationKey;
import org.credmint.publication.Discovery;
import org.credmint.publication.KeySet;
import org.credmint.publication.KeySetException;

/** What verifiers find at an issuer's URL. */
public final class IssuerKeys {
  private final Keys.Download download;

  /**
   * Issuers as verifiers see them.
   *
   * @param download fetches what they publish
   */
  public IssuerKeys(Keys.Download download) {
    this.download = download;
  }

  /**
   * A key set, and where it was.
   *
   * @param url of the key set
   */
  record Fetched(String url, KeySet keys) {
    /** Whether verifiers find the key that signs. */
    boolean hold(VerificationKey key) {
      return keys.thumbprint(key.keyId()).filter(key.thumbprint()::equals).isPresent();
    }
  }

  /**
   * Fetches the keys of an issuer as a verifier does.
   *
   * @throws IOException where they cannot be had; the message says why
   * @throws KeySetException where what is there is not for verifiers
   */
  Fetched fetch(String issuer) throws IOException, KeySetException {
    byte[] document = download.fetch(Discovery.urlOf(issuer));
    String url = Discovery.parse(document, issuer).keySetUrl();
    String json = new String(download.fetch(url), StandardCharsets.UTF_8);
    return new Fetched(url, KeySet.parse(json, url));
  }

  /** A warning for each provider whose key verifiers do not find. */
  public List<Problem> problems(Collection<Provider> providers) {
    List<Problem> problems = new ArrayList<>();
    for (Provider provider : providers) {
      if (Signers.isSigner(provider) && provider.verificationKey().isPresent()) {
        whyNotFound(provider.verificationKey().get())
            .ifPresent(reason -> problems.add(problem(provider, reason)));
      }
    }
    return problems;
  }

  private Optional<String> whyNotFound(VerificationKey key) {
    try {
      Fetched fetched = fetch(key.issuer());
      return fetched.hold(key)
          ? Optional.empty()
          : Optional.of(
              "%s does not have the key %s, which signs".formatted(fetched.url(), key.keyId()));
    } catch (IOException | KeySetException e) {
      return Optional.of("verifiers cannot fetch the key that signs: " + e.getMessage());
    }
  }

  private static Problem problem(Provider provider, String reason) {
    return new Problem(
        Problem.Severity.WARNING,
        Optional.of(provider.name()),
        provider.verificationKey().orElseThrow().issuer(),
        "",
        reason,
        "serve the published key set there, see keys.md");
  }
}
